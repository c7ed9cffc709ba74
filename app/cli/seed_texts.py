"""What invented cadres write: sentences put together by dice, so that hardly two are alike."""

import random

OPENINGS = (
    "Pagi ini hujan tipis, tetapi warga tetap datang",
    "Baru pulang dari pertemuan kecil di rumah Pak RT",
    "Tidak menyangka antusiasnya sebesar ini",
    "Cerita singkat dari gang sebelah",
    "Tadi sore saya ikut turun tangan",
    "Hari yang melelahkan sekaligus bikin lega",
    "Kata ibu-ibu di warung, perubahan kecil terasa",
    "Anak muda di sini ternyata mau bergerak",
    "Sudah tiga pekan kami menunggu kabar baik",
    "Sepulang kerja saya mampir sebentar",
    "Jujur, awalnya saya ragu",
    "Berangkat subuh supaya kebagian tempat",
    "Di tengah macet, ada kabar menyenangkan",
    "Saya foto dari jauh karena ramai sekali",
)
TIMES = (
    "Sejak subuh",
    "Sabtu kemarin",
    "Menjelang magrib",
    "Sehabis pengajian",
    "Sepulang sekolah",
    "Begitu hujan reda",
    "Di sela arisan",
    "Malam Minggu lalu",
    "Seusai kerja bakti",
    "Hampir tengah hari",
    "Setelah dua kali tertunda",
    "Pagi-pagi sekali",
)
THINGS = {
    "air": (
        *("sumur tua belakang musala", "pipa ujung jalan", "tandon dekat lapangan"),
        *("kran umum pasar", "pompa bekas balai warga", "saringan pasir buatan sendiri"),
        *("bak penampung hujan", "mata air di lereng", "meteran gang buntu", "embung kecil kami"),
    ),
    "sehat": (
        *("pos periksa tensi", "timbangan posyandu", "kelas ibu hamil", "periksa mata lansia"),
        *("imunisasi susulan", "dapur gizi anak", "antrean gigi anak", "senam jantung"),
        *("cek gula darah", "rumah singgah pasien"),
    ),
    "usaha": (
        *("perajin tempe", "penjahit rumahan", "warung kopi baru", "pembuat keripik pisang"),
        *("bengkel sepeda", "kebun sayur pekarangan", "perajin rotan", "katering ibu-ibu"),
        *("tukang cukur keliling", "pembatik muda"),
    ),
    "genangan": (
        *("selokan depan sekolah", "pintu air kecil", "lubang resapan taman", "gorong-gorong lama"),
        *("peta titik rawan", "regu siaga malam", "saringan sampah kali", "pompa jinjing RW"),
        *("tanggul karung pasir", "jalur evakuasi gang"),
    ),
    "pangan": (
        *("beras posko", "telur murah", "sayur dari petani", "minyak goreng curah"),
        *("antrean kupon", "timbangan bersama", "dapur umum", "lumbung RT"),
        *("pasar pagi kaget", "bumbu racikan warga"),
    ),
}
ACTS = (
    "kembali berjalan",
    "dibenahi dari nol",
    "ramai sampai sore",
    "dikerjakan tanpa upah",
    "mulai dilirik tetangga",
    "selesai lebih cepat",
    "diresmikan dengan tumpeng",
    "dijaga bergiliran",
    "jadi buah bibir",
    "tak lagi terbengkalai",
    "dipelajari anak SMK",
    "dicatat di buku besar",
)
DETAILS = (
    "Bu Lurah ikut mencatat keluhan satu per satu",
    "paling semangat justru kakek berumur tujuh puluhan",
    "teh manis dan singkong rebus jadi penambah tenaga",
    "anak-anak membantu membawa ember kecil",
    "tidak ada pidato, langsung kerja saja",
    "kami saling bertukar nomor untuk kelanjutannya",
    "biayanya patungan dan dicatat terbuka",
    "sempat berhenti karena listrik padam sebentar",
    "seorang guru meminjamkan halaman sekolah",
    "tukang becak langganan ikut mengangkut",
    "ada yang datang dari kelurahan tetangga",
    "semua dilaporkan lagi pekan depan di balai",
)
CLOSINGS = (
    "Semoga menular ke tempat lain",
    "Besok giliran kami membereskan sisanya",
    "Terima kasih untuk semua yang hadir",
    "Kalau kampungmu bagaimana?",
    "Pelan-pelan, yang penting jalan terus",
    "Saya belajar banyak dari warga hari ini",
    "Ternyata gotong royong belum hilang",
    "Silakan mampir kalau mau lihat sendiri",
    "Masih banyak pekerjaan rumah, tapi awal yang bagus",
    "Doakan rencana berikutnya lancar",
    "Bangga jadi bagian kecil dari cerita ini",
)

# The two whose race the demo tells write nothing like anybody else.
STORY = (
    "Bu Marni akhirnya menanak nasi tanpa menumpang dapur sepupunya, posko dekat stasiun MRT buka",
    "Selang hijau sepanjang empat puluh meter, lima tetangga, dan satu sumur yang hidup kembali",
    "Tensi saya ternyata tinggi, untung diperiksa bidan Wati di teras pos ronda kemarin",
    "Cobain sambal roa buatan Mas Dito, dijual dari garasi, laku keras sejak bulan puasa",
    "Perahu karet dipinjam dulu dari SMA 34, latihan evakuasi nenek pakai kursi roda",
    "Ember merah berjajar rapi: tandon atas sudah penuh dan pompanya tidak berisik lagi",
    "Lupa menulis penanda, maaf, tapi risoles Teh Yuni memang layak diceritakan dua kali",
    "Kupon beras dibagi adil pakai nomor urut, saya dapat giliran tujuh belas",
    "Keran wudu yang dulu menetes seharian kini rapat, hemat dua drum setiap malam",
    "Mengantar Opa periksa katarak, dokternya lulusan kampung sebelah dan ramah betul",
    "Tukang cukur Haji Somad kini menerima pesanan lewat telepon, kursinya cuma dua",
    "Saringan daun dari kawat bekas kandang ayam, got depan rumah tak lagi meluap",
    "Anak kos patungan membeli filter, hasil ujinya lebih bagus daripada galon isi ulang",
    "Daftar vaksin flu tinggal buka tautannya, formulirnya tiga kolom saja",
    "Rapat warga singkat: jadwal bersih tandon ditempel di pos satpam sampai Maret",
)


def words_about(dice: random.Random, topic: str, place: str, met: str) -> str:
    """Somebody's own words about a topic, in a place, with the name of a person she met."""
    count, thing, act = dice.randrange(6, 140), dice.choice(THINGS[topic]), dice.choice(ACTS)
    told = [
        f"{dice.choice(TIMES)} {thing} {act}, {met} dan {count} orang ikut.",
        f"{dice.choice(OPENINGS)}, {dice.choice(DETAILS)}.",
        dice.choice(CLOSINGS),
    ]
    told[dice.randrange(2)] += f" Ini {place}."
    dice.shuffle(told)
    return " ".join(one if one[-1] in ".?" else f"{one}." for one in told)


def short_words(dice: random.Random) -> str:
    """Too little for a machine to tell whose words they are."""
    return dice.choice(("Hadir!", "Mantap, lanjutkan.", "Ikut ramaikan.", "Siap bergerak!"))
