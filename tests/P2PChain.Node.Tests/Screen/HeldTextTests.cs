using P2PChain.Actors.Console;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Node.Screen;
using static P2PChain.Node.Tests.Screen.Views;

namespace P2PChain.Node.Tests.Screen;

public sealed class HeldTextTests
{
    private static readonly ChainPoint Seven = new(7, Tip, default, Now.Milliseconds - 60_000);

    [Fact]
    public void The_items_of_a_holder_are_rows_as_those_of_all() => Assert.Equal(
        ["laptop-001\tme (02aaaaaa…)\tblock 1\t12:04"],
        Answer(new AnswerProtocol.Held([Entry("laptop-001", Me)], Me, Seven, 7)));

    [Fact]
    public void Items_of_the_past_stand_below_the_last_block_of_that_state()
    {
        Assert.Equal(
            ["as of block 7 of 12, dated 12:29:00", "laptop-001\t03bbbbbb…\tblock 1\t12:04"],
            Answer(new AnswerProtocol.Held([Entry("laptop-001", Other)], null, Seven, 12) { IsDated = true }));
        Assert.Equal(
            ["as of block 7, the last one, dated 12:29:00", "no item was held by 03bbbbbb…"],
            Answer(new AnswerProtocol.Held([], Other, Seven, 7) { IsDated = true }));
    }

    [Fact]
    public void A_holder_of_nothing_and_an_unknown_one_are_sentences()
    {
        Assert.Equal(["no item is held by me (02aaaaaa…)"], Answer(new AnswerProtocol.Held([], Me, Seven, 7)));
        Assert.Equal(
            ["no holder's key begins with 02abcdef"],
            Answer(new AnswerProtocol.HolderNotFound(KeyPrefix.Parse("02ABCDEF")!, IsAmbiguous: false)));
        Assert.Equal(
            ["the keys of several holders begin with 02abcdef: write more digits"],
            Answer(new AnswerProtocol.HolderNotFound(KeyPrefix.Parse("02ABCDEF")!, IsAmbiguous: true)));
    }

    private static string[] Answer(AnswerProtocol.IResult result) => Lines(AnswerText.Of(result, Say));
}
