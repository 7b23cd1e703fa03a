"""A name of another library in a table has a test in tests/peers (`make test-peers`)."""

from tests.peers.claims import claimed, held, named


def test_every_claim_about_another_library_has_a_test():
    missing = claimed().keys() - held()
    words = [
        f"{claimed()[pair]} names {pair[1]} of {pair[0]}: no test in tests/peers says so"
        for pair in sorted(missing)
    ]
    assert not words, "\n".join(words)


def test_a_name_is_seen_with_its_library():
    text = "| here | PyTorch | elsewhere |\n|---|---|---|\n| `a` | `b` | Keras `c`, optax `d` |\n"
    assert named(text) == {("PyTorch", "b"), ("Keras", "c"), ("optax", "d")}
    assert named("| | check |\n|---|---|\n| SciPy | `e` |\n") == {("SciPy", "e")}
    assert named("| a | b |\n|---|---|\n| `a` | `b` |\n") == set()
