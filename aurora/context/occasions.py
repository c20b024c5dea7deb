"""Occasion, time of day, duration and venue, from the phrases that name them outright."""

from functools import cache
from typing import Literal, cast

from aurora.context.mentions import Lexicon, Meaning, find, lexicon_of
from aurora.context.text import Text
from aurora.types import Duration, Occasion, TimeOfDay, Venue

# Later rows win where one message names several and none is corrected: the more particular event.
OCCASIONS: dict[Occasion, str] = {
    "everyday": "everyday|every day|day to day|school run|errands|running errands|grocery shopping|weekend look|a casual weekend|lazy sunday|casual friday off|walking the dog|pottering about|daily wear|the supermarket|around town|coffee with a friend|coffee with friends|coffee run|weekends",
    "travel": "travel|travelling|traveling|trip|city break|city trip|holiday|holidays|vacation|flight|long haul|long-haul flight|plane|airport|road trip|train journey|sightseeing|backpacking|cruise|weekend away|interrailing|train ride|on the road|fly to|flying to|flying out",
    "work": "work|office|workplace|job|at my desk|nine to five|9 to 5|work wear|workwear|coworkers|colleagues|workday|first day at my new job|business casual day|work day|teaching|conference|co working space|coworking",
    "lounge": "lounge|lounging|loungewear|at home|home office|working from home|work from home|wfh|netflix|on the sofa|on the couch|staying in|stay in|pyjama day|duvet day|movie night at home|binge watching|chilling at home|sofa day",
    "outdoor": "outdoor|outdoors|hike|hiking|hikes|camping|picnic|walk in the woods|trekking|mountain walk|bonfire|barbecue|bbq|fishing|gardening|countryside|country walk|nature walk|birdwatching|forest walk|campsite|allotment|dog walks|apple picking|farm visit",
    "sport": "sport|sports|gym|workout|work out|working out|run|running|jogging|marathon|half marathon|10k|5k|yoga|pilates|tennis|golf|football|skiing|ski|snowboarding|cycling|training session|crossfit|spin class|zumba|padel|climbing gym|bouldering|exercise|spinning class|squash|dance class",
    "beach": "beach|pool|poolside|pool party|seaside|swimming|sunbathing|beach day|beach holiday|day at the sea|beach club|lido|snorkelling|surfing|by the sea",
    "brunch": "brunch|lunch|afternoon tea|garden party|baby shower|bridal shower|breakfast|high tea|luncheon|mothers day lunch|sunday roast|christening|baptism|tea party",
    "evening": "dinner|evening out|opera|theatre|theater|ballet|concert hall|night at the opera|dinner out|fancy dinner|dinner party|evening do|restaurant|supper|soiree|evening event|prom|school ball|classical concert|tasting menu|premiere",
    "cocktail": "cocktail|cocktails|cocktail hour|cocktail party|cocktail attire|drinks reception|rooftop drinks|gallery opening|vernissage|launch event|cocktail bar|canapes|champagne reception|art opening|the races|race day",
    "party": "party|parties|clubbing|club night|night out|birthday|new year's eve|new years eve|nye|hen do|hen night|bachelorette|stag do|house party|girls night|girls' night|girls night out|nightclub|dancing|disco|halloween|christmas do|office party|work party|housewarming|rave in a club|birthday bash|karaoke|diwali|eid|sweet sixteen",
    "festival": "festival|music festival|glastonbury|coachella|open air concert|open air festival|rock concert|gig|concert|festivals|tomorrowland|carnival",
    "date": "date|first date|date night|valentine's|valentines|valentine's day|anniversary|romantic dinner|dinner date|second date|blind date|tinder date|dates|candlelit dinner|anniversary dinner|meeting someone from an app|romantic evening",
    "business_formal": "business formal|board meeting|boardroom|client meeting|business meeting|meeting with clients|dinner with clients|client dinner|business dinner|presentation|pitch|investor pitch|investors|court|in court|courtroom|keynote|negotiation|shareholders meeting|annual general meeting|important meeting|press conference|business trip|conference talk|shareholders|partners meeting|audit committee|the board",
    "graduation": "graduation|graduation ceremony|commencement|convocation|graduating|degree ceremony|getting my degree|cap and gown",
    "black_tie": "black tie|black-tie|black tie event|gala|charity gala|white tie|state dinner|awards ceremony|award ceremony|red carpet|charity ball|ball|tuxedo event|gala dinner|masked ball|winter ball|formal ball|awards night",
    "wedding_guest": "wedding|weddings|wedding guest|wedding reception|guest at a wedding|bridesmaid|getting married|ceremony and reception|nuptials|marriage ceremony|civil ceremony|rehearsal dinner|engagement party|best man|wedding party|registry office|mother of the bride|walk down the aisle|nikah|groomsman|tie the knot|tying the knot|gets married|get married|is marrying",
    "interview": "interview|job interview|interviews|interviewing|assessment centre|meeting with the hiring manager|hiring manager|recruiter|an interview|audition for a job|assessment day",
    "funeral": "funeral|memorial|memorial service|wake|burial|cremation|requiem|celebration of life|passed away|laid to rest|shiva|bury my|burying|remembrance service|saying goodbye to my late",
}  # fmt: skip
_NOT_OCCASIONS = (
    "to date|up to date|what date|dated|date is|the date|save the date|wake up|woke up|it works|does this work|would it work|work for me|works for me|will it work|work with|works with|would work|will work|could work|make it work|that works|does it work|"
    "party of|third party|run hot|runs small|runs large|run small|run large|run out|running late|in the long run|run into|home run|running shoes|running tights|running shorts|running top|tennis shoes|tennis shoe|football boots|gym shoes|gym bag|travel bag|beach bag|"
    "work bag|school bag|party dress|cocktail dress|evening dress|evening gown|evening bag|evening gowns|ball gown|ball gowns|ballgown|training shoes|sports shoes|sport coat|sports jacket|hiking boots|hiking shoes|ski jacket|sports bra|sports top|walking boots|yoga pants|cycling shorts|"
    "hiking boot|sports coat|swimming costume|swimming trunks|beach sandals|work boots|work trousers|tuxedo|pool sliders|court shoes|tennis elbow|on the ball|have a ball|workmanship|in the works|work of art|pitch black|black tie and|black ties|football match result|run through|run away|dry run|ran out|dance around|ball park|ballpark|date back|work from|trip over|trip up|court of|"
    "drop in|travel pillow|job done|good job|great job|nice job|lovely job|how does it work|how do you work|how does this work|where do you work|work out the price|work out the total|work out how|concert tickets"
)
_TIMES: dict[TimeOfDay, str] = {
    "morning": "morning|mornings|in the morning|breakfast time|this morning|early start|sunrise|tomorrow morning|at dawn|before noon|before lunch",
    "afternoon": "afternoon|afternoons|this afternoon|midday|at noon|lunchtime|lunch time|early afternoon|after lunch|daytime|day time",
    "evening": "evening|evenings|tonight|this evening|sunset|after work|tomorrow evening|early evening|at dusk|sundown|candlelit",
    "night": "night|late night|at night|midnight|all night|after dark|late at night|until late|till late|into the small hours|night time",
}
_DURATIONS: dict[Duration, str] = {
    "few_hours": "few hours|a couple of hours|couple of hours|two hours|three hours|an hour|one hour|short while|quick stop|a quick|just the afternoon|brief appearance|2 hours|3 hours|an hour or two",
    "full_day": "all day|full day|whole day|from morning to night|the entire day|day to night|dawn to dusk|day into night|day long|morning till night|twelve hours|from 9 to 5|long day|a whole day|eight hours|all day long",
    "overnight": "overnight|one night|a night away|sleepover|staying the night|stay the night|overnight stay|red eye",
    "multi_day": "several days|a week|one week|two weeks|a fortnight|weekend away|long weekend|three days|multi day|few days|a couple of days|whole weekend|ten days|four days|five days|all weekend|10 days|7 days|week long|a month|two days|3 days|4 days|5 days|2 weeks",
}
_VENUES: dict[Venue, str] = {
    "indoor": "indoors|indoor|inside|in a church|ballroom|in a museum|in an office|air conditioned|museum|gallery|in a hotel|heated",
    "outdoor": "outdoors|outdoor|outside|open air|al fresco|in a garden|garden|in the park|park|rooftop|terrace|marquee|vineyard|on a boat|on the grass|lawn|beach wedding|barn|beer garden|patio|field",
    "mixed": "indoors and outdoors|inside and outside|indoor and outdoor|partly outside|in and out|half outside|outdoors and indoors",
}


@cache
def _lexicon(table: Literal["occasion", "time", "duration", "venue"]) -> Lexicon:
    source: dict[str, str] = {"occasion": OCCASIONS, "time": _TIMES, "duration": _DURATIONS, "venue": _VENUES}[table]  # type: ignore[dict-item]
    entries = {word: Meaning(table, value) for value, words in source.items() for word in words.split("|")}
    if table == "occasion":
        entries |= dict.fromkeys(_NOT_OCCASIONS.split("|"), Meaning("none"))
    if table == "time":
        entries |= dict.fromkeys(
            (
                "night out",
                "date night",
                "good morning",
                "good evening",
                "good afternoon",
                "girls night",
                "night before",
                "evening dress",
                "evening gown",
                "evening bag",
                "night suit",
                "evening wear",
                "good night",
                "one night",
                "a night away",
                "the night",
            ),
            Meaning("none"),
        )
    if table == "venue":
        entries |= dict.fromkeys(
            (
                "garden party",
                "car park",
                "inside out",
                "inside pocket",
                "gallery opening",
                "think outside",
                "outside of",
                "to park",
                "track and field",
            ),
            Meaning("none"),
        )
    return lexicon_of(entries)


def vocabulary() -> frozenset[str]:
    """Every word that names an occasion, a time or a length."""
    return frozenset(
        w
        for table in ("occasion", "time", "duration")
        for phrase in _lexicon(cast(Literal["occasion"], table))
        for w in phrase
    )


class _Rank:
    order = {name: n for n, name in enumerate(OCCASIONS)}


def occasion(text: Text) -> Occasion | None:
    """The occasion that is named outright, or None; what is ruled out ("not for work") does not count.

    After a correction ("actually", "no, I meant") only what follows it counts, where that names one.
    """
    words = [token.word for token in text.tokens]
    found = [
        m
        for m in find(text, _lexicon("occasion"))
        if m.kind == "occasion" and not _ruled_out(words, m.start) and not _is_tie(words, m.start, m.end)
    ]
    corrected = _correction(words)
    after = [m for m in found if m.start >= corrected] if corrected else []
    names = [m.value for m in (after or found)]
    return cast(Occasion, max(names, key=lambda name: _Rank.order[cast(Occasion, name)])) if names else None


def _is_tie(words: list[str], start: int, end: int) -> bool:
    """True where "a black tie" is the neckwear: no event follows."""
    if words[start:end] != ["black", "tie"] or start == 0 or words[start - 1] not in ("a", "my", "the", "his", "with"):
        return False
    return end >= len(words) or words[end] in (".", ",", "and", "with", "to", "for", "!", "?", "please", "under", "or")


def _ruled_out(words: list[str], start: int) -> bool:
    before = words[max(0, start - 4) : start]
    for n, word in enumerate(before):
        if word in ("not", "no", "never", "without", "nicht", "pas") and all(
            w in ("for", "a", "an", "the", "to", "my", "about", "going", "really", "any", "another", "like")
            for w in before[n + 1 :]
        ):
            return True
    return before[-2:] in (["than", "a"], ["instead", "of"]) or before[-3:] in (
        ["instead", "of", "a"],
        ["rather", "than", "a"],
        ["instead", "of", "the"],
    )


def _correction(words: list[str]) -> int:
    """The position after the last correction, 0 where there is none."""
    marks = (
        ("actually",),
        ("i", "meant"),
        ("i", "mean"),
        ("scratch", "that"),
        ("correction",),
        ("wait",),
        ("sorry",),
        ("make", "that"),
        ("change", "of", "plan"),
        ("change", "of", "plans"),
    )
    ends = [at + len(mark) for at in range(len(words)) for mark in marks if tuple(words[at : at + len(mark)]) == mark]
    return max((end for end in ends if end > 2), default=0)


def time_of_day(text: Text) -> TimeOfDay | None:
    """The time of day by its words, or by a clock time ("7pm", "at 19:30")."""
    found = [m.value for m in find(text, _lexicon("time")) if m.kind == "time"]
    clock = _clock(text)
    if clock is not None:
        return clock
    return cast(TimeOfDay, found[-1]) if found else None


def _clock(text: Text) -> TimeOfDay | None:
    words = [token.word for token in text.tokens]
    for at, word in enumerate(words):
        if not (word.isdecimal() and word.isascii() and len(word) <= 2 and int(word) <= 24):
            continue
        after = words[at + 1 : at + 4]
        hour = int(word)
        suffix = (
            after[0]
            if after and after[0] in ("am", "pm")
            else after[2]
            if len(after) > 2 and after[2] in ("am", "pm") and after[0] in (":", ".")
            else ""
        )
        is_clock = bool(after[:1] == [":"] and len(after) > 1 and after[1].isdecimal() and len(after[1]) == 2)
        if suffix:
            hour = hour % 12 + (12 if suffix == "pm" else 0)
        elif after[:1] == ["uhr"]:
            pass
        elif not is_clock:
            continue
        return (
            "night" if hour >= 22 or hour < 5 else "morning" if hour < 12 else "afternoon" if hour < 17 else "evening"
        )
    return None


def duration(text: Text) -> Duration | None:
    """How long it lasts, by its words."""
    found = [m.value for m in find(text, _lexicon("duration"))]
    return cast(Duration, found[-1]) if found else None


def venue(text: Text) -> Venue | None:
    """Indoors, outdoors or both, by its words."""
    found = {m.value for m in find(text, _lexicon("venue")) if m.kind == "venue"}
    if "mixed" in found or {"indoor", "outdoor"} <= found:
        return "mixed"
    return cast(Venue, found.pop()) if found else None
