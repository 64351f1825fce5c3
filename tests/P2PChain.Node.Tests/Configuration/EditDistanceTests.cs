using CsCheck;
using P2PChain.Node.Configuration;

namespace P2PChain.Node.Tests.Configuration;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("listen", "listen", 0)]
    [InlineData("listn", "listen", 1)]
    [InlineData("lisetn", "listen", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "abc", 3)]
    public void It_counts_letters_inserted_removed_changed_and_swapped(string left, string right, int slips) =>
        Assert.Equal(slips, EditDistance.Between(left, right));

    [Fact]
    public void It_is_the_same_both_ways_and_no_more_than_the_longer_word() =>
        Gen.Select(Gen.String["abc"], Gen.String["abc"]).Sample(static (left, right) =>
            EditDistance.Between(left, right) is var slips
            && slips == EditDistance.Between(right, left)
            && slips <= Math.Max(left.Length, right.Length)
            && slips >= Math.Abs(left.Length - right.Length));
}
