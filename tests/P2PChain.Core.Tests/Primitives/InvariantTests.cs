using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Primitives;

public sealed class InvariantTests
{
    [Fact]
    public void What_holds_is_passed_over_and_its_words_are_never_written() => Invariant.Check(
        true, "It holds", new Unwritten());

    [Fact]
    public void What_does_not_hold_is_thrown_with_the_rule_and_what_was_found()
    {
        var thrown = Assert.Throws<InvariantException>(() => Invariant.Check(1 > 2, "One is more than two", 1));
        Assert.Equal(("One is more than two", "1"), (thrown.Rule, thrown.Found));
        Assert.Equal("One is more than two; found: 1", thrown.Message);
    }

    [Fact]
    public void Where_nothing_was_found_it_says_so() =>
        Assert.Equal(
            "nothing",
            Assert.Throws<InvariantException>(() => Invariant.Check<string?>(false, "There is something", null)).Found);

    private sealed class Unwritten
    {
        public override string ToString() => throw new InvalidOperationException("written though it holds");
    }
}
