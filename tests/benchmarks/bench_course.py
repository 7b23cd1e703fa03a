"""The CPU time of executing the whole course, kernels and their start included: `make bench`."""

import os
import resource

from tools.render import execute, notebooks, read


def test_course_on_one_core(capsys):
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for path in notebooks():
        execute(read(path))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    with capsys.disabled():
        print(f"\nthe whole course, on one core: {seconds:.0f} s of CPU time")
