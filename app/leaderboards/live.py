"""Boards read from the store: one trip for a page, however many boards it needs.

A small script reads one board, since my row's neighbours can only be asked for once my place is
known. One key a call, nothing written, so it also runs on a replica or in a cluster.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.leaderboards.boards import epoch_key, seen_key
from app.leaderboards.glimpse import AROUND, Asked, Glimpse, Place, begins, rank_at, shared
from app.leaderboards.rebuild import is_whole
from app.store import store

LOOK = """
local key, me, instead = KEYS[1], ARGV[1], ARGV[2]
local offset, top, reach = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local function span(first, last)
    local rows = redis.call('ZREVRANGE', key, first, last, 'WITHSCORES')
    local greater = 0
    if rows[2] then greater = redis.call('ZCOUNT', key, '(' .. rows[2], '+inf') end
    return {first, greater, rows}
end
local none, total = {0, 0, {}}, redis.call('ZCARD', key)
local rows, podium, around, mine, ahead = none, none, none, {}, {}
if top > 0 then
    offset = math.min(offset, math.floor(math.max(total - 1, 0) / top) * top)
    rows, podium = span(offset, offset + top - 1), span(0, 2)
end
local points = me ~= '' and redis.call('ZSCORE', key, me) or false
local place, last = 0, -1
if points then
    place = redis.call('ZREVRANK', key, me)
    last = place + reach
elseif instead ~= '' then
    points = instead
    place = redis.call('ZCOUNT', key, '(' .. points, '+inf')
    last = place + reach - 1
end
if points then
    mine = {points, redis.call('ZCOUNT', key, '(' .. points, '+inf')}
    ahead = redis.call('ZRANGEBYSCORE', key, '(' .. points, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
    if ahead[2] then ahead[3] = redis.call('ZCOUNT', key, '(' .. ahead[2], '+inf') end
    if top > 0 then around = span(math.max(0, place - reach), last) end
end
return {total, rows, podium, mine, around, ahead}
"""

FIND = """
local found = {}
for _, member in ipairs(ARGV) do
    local points = redis.call('ZSCORE', KEYS[1], member)
    if points then
        local greater = redis.call('ZCOUNT', KEYS[1], '(' .. points, '+inf')
        table.insert(found, {member, points, greater})
    end
end
return found
"""


Notes = Mapping[tuple[str, int | None], str | None]  # by key and member


@dataclass(frozen=True)
class Seen:
    """Glimpses of the boards asked for, and the moment up to which the ledger is in them."""

    glimpses: list[Glimpse]
    as_of: datetime


def look(boards: Iterable[tuple[str, Asked]]) -> Seen | None:
    """Read boards by key, in one trip; None when the store has lost its boards.

    A board without anybody may be one that a single server of many has lost: that is looked into.
    Where there is only one, it has the mark of the boards as well, and loses it with them.
    Raises the store's error when it does not answer.
    """
    boards = list(boards)
    with store.client() as client, client.pipeline(transaction=False) as pipe:
        pipe.get(epoch_key())
        pipe.get(seen_key())
        for key, asked in boards:
            me = "" if asked.me is None else asked.me
            instead = "" if asked.instead is None else asked.instead
            pipe.eval_ro(LOOK, 1, key, me, instead, asked.offset, asked.top, AROUND)
        noted = list({(asked.noted.key, asked.me): None for _, asked in boards if asked.noted})
        for key, me in noted:
            pipe.hget(key, str(me))
        epoch, seen, *found = pipe.execute()
    if epoch is None:
        return None
    notes = dict(zip(noted, found[len(boards) :], strict=True))
    glimpses = [_glimpse(raw, asked, notes) for raw, (_, asked) in zip(found, boards, strict=False)]
    somebody_everywhere = all(glimpse.total for glimpse in glimpses)
    if store.spread and not somebody_everywhere and not is_whole(epoch):
        return None
    return Seen(glimpses, datetime.fromtimestamp(int(seen or 0), UTC))


def find(key: str, members: Iterable[int]) -> list[Place] | None:
    """Those of these members who are on a board, in one trip; None when the store has lost it.

    Raises the store's error when it does not answer.
    """
    with store.client() as client, client.pipeline(transaction=False) as pipe:
        pipe.get(epoch_key())
        pipe.eval_ro(FIND, 1, key, *members)
        epoch, found = pipe.execute()
    if epoch is None or (store.spread and not found and not is_whole(epoch)):
        return None
    return [Place(int(one), int(points), greater + 1) for one, points, greater in found]


def _glimpse(raw: list, asked: Asked, notes: Notes) -> Glimpse:
    total, rows, podium, mine, around, ahead = raw
    me, before = None, None
    if mine and asked.me is not None:
        me = Place(asked.me, int(mine[0]), mine[1] + 1)
    if asked.noted:
        before = rank_at(notes[asked.noted.key, asked.me], asked.noted.depth)
    return Glimpse(
        total=total,
        offset=begins(asked.offset, asked.top, total),
        rows=_span(rows),
        podium=_span(podium),
        mine=me,
        around=_span(around),
        ahead=Place(int(ahead[0]), int(ahead[1]), ahead[2] + 1) if ahead else None,
        before=before,
    )


def _span(raw: list) -> tuple[Place, ...]:
    start, greater, flat = raw
    numbers = [int(each) for each in flat]
    return shared(list(zip(numbers[::2], numbers[1::2], strict=True)), start, greater)
