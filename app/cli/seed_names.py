"""Names of invented people, as they are given from Aceh to Papua. Only the dice are not pure.

Whoever is really called so is somebody else.
"""

import random
from collections.abc import Mapping

Given = tuple[tuple[str, ...], tuple[str, ...]]


def _words(words: str) -> tuple[str, ...]:
    return tuple(words.split())


# Peoples: names women and men are given, and second names (family, clan, or another given name).
PEOPLES: Mapping[str, Given] = {
    "jawa": (
        _words(
            "Agus Bambang Slamet Sri Wahyu Endang Suryani Sugeng Tri Dwi Eko Retno Yuli Widodo"
            " Sulastri Teguh Ratih Wulan Galih Dimas Bagas Ayu Ningsih Sekar Puji Hartini Rini Joko"
        ),
        _words(
            "Santoso Wibowo Setiawan Lestari Rahayu Prasetyo Utami Handayani Nugroho Kurniawan"
            " Purnomo Susanti Saputro Wijayanti Hartono Wardani Sutrisno Pamungkas"
        ),
    ),
    "sunda": (
        _words(
            "Asep Dadang Ujang Euis Neneng Cecep Iis Dede Tatang Ai Yayan Entin Deden Lilis Rizal"
            " Nuraeni Teten Imas Gilang Rina Yudi Eneng"
        ),
        _words(
            "Hidayat Suhendar Rohaeni Gunawan Sukmana Permana Kusnadi Nurhayati Mulyana Sobari"
            " Rustandi Komalasari Suryana Sopandi Hermawan"
        ),
    ),
    "betawi": (
        _words(
            "Rojali Mahmud Saiful Fatimah Zaenab Rohmah Iqbal Nurul Fadli Halimah Jaelani Marwan"
            " Aisyah Rifki Salma Sarah Farhan Munaroh Yusuf Nadia"
        ),
        _words(
            "Hasan Syafei Maulana Abdullah Ridwan Fauzi Hasanah Anwar Rahman Marzuki Safitri"
            " Ramadhan Kholilah Bakri Zainuddin"
        ),
    ),
    "batak": (
        _words(
            "Togar Maruli Tiur Rosmaida Parlin Hotman Lamtiur Jonathan Ruth Sahat Debora Poltak"
            " Daniel Ester Binsar Melva Samuel Rotua"
        ),
        _words(
            "Siregar Simanjuntak Sitompul Hutabarat Nasution Lubis Harahap Tambunan Sinaga"
            " Pangaribuan Manurung Silalahi Ginting Sembiring"
        ),
    ),
    "minang": (
        _words(
            "Yusrizal Rahmat Yeni Desi Zulkifli Rika Irwan Fitri Hendri Wirda Syafrizal Elvi Nofri"
            " Gusti Yarni Afrizal"
        ),
        _words("Chaniago Tanjung Piliang Sikumbang Koto Caniago Jambak Guci Malayu Putra"),
    ),
    "aceh": (
        _words("Teuku Cut Muzakir Nurlaila Fadhil Safrina Zulfikar Mariati Ridha Agam Inong"),
        _words("Mahmud Iskandar Meutia Daud Nurdin Johan Rasyid Keumala Syahputra"),
    ),
    "bali": (
        (
            "I Wayan",
            "Ni Wayan",
            "I Made",
            "Ni Made",
            "I Nyoman",
            "Ni Nyoman",
            "I Ketut",
            "Ni Ketut",
        ),
        _words("Sudarma Artini Suardana Widiani Parwata Sukerti Adnyana Ariani Mahendra"),
    ),
    "bugis": (
        _words(
            "Andi Baso Besse Daeng Ambo Muliati Syamsuddin Hasnah Irfan Rahmawati Sultan Nurmiati"
            " Akbar Jumriah Ridwan"
        ),
        _words(
            "Mappatoba Tenri Rauf Syarifuddin Amir Hasanuddin Pawelloi Makmur Sulaiman Basri Rahim"
        ),
    ),
    "banjar": (
        _words("Ahmad Norhayati Rusdiansyah Mahmudah Hairul Siti Fahriansyah Rabiatul Yuliana"),
        _words("Noor Effendi Rahmani Syahrani Hidayati Ansyari Fitriani Arsyad"),
    ),
    "dayak": (
        _words("Yohanes Agustina Markus Rusmina Petrus Lidia Stefanus Bunga Herman Natalia"),
        _words("Usat Lawing Jelani Ding Lencau Ngau Laing Baya"),
    ),
    "minahasa": (
        _words("Christian Meity Johnny Fenny Stenly Olivia Ferdinand Novita Rolly Angel"),
        _words("Wowor Mandagi Rumengan Tumbelaka Sondakh Lumentut Pangemanan Kalalo"),
    ),
    "flores": (
        _words("Yohana Fransiskus Maria Kornelis Theresia Benediktus Yuliana Gregorius Elisabet"),
        _words("Lamabelawa Keraf Fernandez Sogen Bria Nahak Tefa Liunome Kotan"),
    ),
    "maluku": (
        _words("Yopie Mince Abraham Stella Hamid Waode Ronald Saleha Glenn Ivonne"),
        _words("Latuconsina Pattiasina Tuasikal Salampessy Manuhutu Lewerissa Umasugi"),
    ),
    "papua": (
        _words("Yohana Yulius Dorkas Benny Mince Otniel Selfina Lukas Orpa Frans Agustina"),
        _words("Wenda Kogoya Rumbiak Kambu Yikwa Mandacan Tabuni Wanggai Asso Numberi"),
    ),
    "tionghoa": (
        _words("Hendra Lina Budiman Susan Kevin Melisa Steven Vivian Andreas Cindy"),
        _words("Halim Tanoto Wijaya Gunadi Salim Lukito Kusuma Hartanto"),
    ),
}
# Who lives where: province code → peoples, more often named ones more often met.
AT_HOME: Mapping[str, str] = {
    "11": "aceh aceh aceh minang",
    "12": "batak batak batak jawa minang tionghoa",
    "13": "minang",
    "31": "betawi betawi betawi jawa jawa sunda sunda batak minang tionghoa bugis maluku",
    "32": "sunda sunda sunda jawa betawi",
    "33": "jawa",
    "34": "jawa",
    "35": "jawa jawa jawa tionghoa",
    "36": "sunda betawi jawa",
    "51": "bali bali bali jawa",
    "53": "flores",
    "61": "dayak tionghoa banjar",
    "63": "banjar",
    "64": "banjar bugis dayak jawa",
    "71": "minahasa",
    "73": "bugis",
    "81": "maluku",
    "82": "maluku bugis",
}
ELSEWHERE = "jawa sunda bugis"
PAPUA = "papua papua papua jawa bugis maluku"


def name_at(dice: random.Random, code: str) -> str:
    """A name as it may be met in the unit with this code."""
    province = code[:2]
    homes = AT_HOME.get(province, PAPUA if province.startswith("9") else ELSEWHERE).split()
    first, second = PEOPLES[dice.choice(homes)]
    given, family = dice.choice(first), dice.choice(second)
    if dice.random() < 0.25:
        return f"{given} {dice.choice([one for one in first if one != given])} {family}"
    return f"{given} {family}"
