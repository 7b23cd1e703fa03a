"""The frames of a widget in few bytes: what differs from one to the next."""

import html
import itertools
import re

# The elements of an SVG, and what differs from frame to frame: paths, places and text.
PART = re.compile(r'<(\w+)|(?<= )(d|x|y|transform)="([^"]*)|(?<=>)([^<>\s][^<>]*)(?=<)')


def short(path):
    """An SVG path in relative commands, at two decimals; the roundings do not add up."""
    parts, here, start = [], (0, 0), (0, 0)
    for command, numbers in re.findall(r"([MLQCz])([^MLQCz]*)", path):
        units = [round(100 * float(number)) for number in numbers.split()]
        points = list(zip(units[::2], units[1::2], strict=True))
        steps = [
            f"{(a - b) / 100:.10g}" for point in points for a, b in zip(point, here, strict=True)
        ]
        parts.append(command.lower() + " ".join(steps).replace(" -", "-"))
        here = points[-1] if points else start
        start = here if command == "M" else start
    return re.sub(r"(?<!\d)0\.", ".", "".join(parts))


def shorten(svg):
    """The same picture in about half of the bytes."""
    svg = re.sub(r'(?<= d=")[^"]*', lambda path: short(path[0]), svg)
    return re.sub(r"\s*\n\s*", "", svg)


def parts(svg):
    """What may differ from frame to frame, by its place: the number of an element and the name of
    an attribute, or "" for the text."""
    number, found = -1, {}
    for tag, name, value, text in PART.findall(svg):
        if tag:
            number += 1
        else:
            found[number, name] = value or html.unescape(text)
    return found


def encode(drawn):
    """Of each frame its template: an SVG, and the places in it that differ between its frames.
    What stands there is in columns, of which the first holds the words."""
    templates, frames, columns, table = {}, [], [], []
    for svg, words in drawn:
        skeleton = PART.sub(lambda part: part[1] or part[2] or "", svg)
        number, _, rows = templates.setdefault(skeleton, (len(templates), svg, {}))
        rows[len(frames)] = [words, *parts(svg).values()]
        frames.append(number)
    for _, svg, rows in templates.values():
        words, *differing = zip(*rows.values(), strict=True)
        own = {words: 0}
        places = [
            [*place, own.setdefault(values, len(own))]
            for place, values in zip(parts(svg), differing, strict=True)
            if len(set(values)) > 1
        ]
        columns += [[""] * len(frames) for _ in range(len(columns), len(own))]
        for column, values in zip(columns, own, strict=False):
            for n, value in zip(rows, values, strict=True):
                column[n] = value
        table.append([svg, places])
    columns = [*map(fold, columns, [[], *columns])]
    return {"templates": table, "frames": frames, "columns": columns}


def fold(column, left):
    """Of each value, how much of the last one stays, and what follows it; -1 where it is what the
    column to the left has. The path of a longer run begins as a shorter one."""
    stays, more = [], []
    for old, new, beside in itertools.zip_longest(["", *column[:-1]], column, left):
        pairs = enumerate(zip(old, new, strict=False))
        same = next((i for i, (a, b) in pairs if a != b), min(len(old), len(new)))
        same = -1 if new == beside and same < len(new) else same
        stays.append(same)
        more.append(new[same:] if same >= 0 else "")
    return [stays, more]
