using P2PChain.Actors.Console;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using P2PChain.Node.Screen;
using P2PChain.Testing;
using static P2PChain.Node.Tests.Screen.Views;

namespace P2PChain.Node.Tests.Screen;

public sealed class WhyTextTests
{
    private static readonly Transaction Mine = new TransactionContent(
        TestKeys.Alice.PublicKey, Laptop, TransactionType.Request, Moved, Note: "for Anna").SignedBy(TestKeys.Alice);

    private static readonly Transaction Theirs = new TransactionContent(
        TestKeys.Bob.PublicKey, Laptop, TransactionType.Request, Moved).SignedBy(TestKeys.Bob);

    private static readonly string What = $"laptop-001: the request by {TestKeys.Alice.PublicKey.Short}";
    private static readonly string Id = $"laptop-001: txid {Mine.TxId} \"for Anna\"";

    [Fact]
    public void A_confirmed_transaction_is_told_with_its_block() => Assert.Equal(
        [$"{What} is confirmed in block 12, with 3 confirmations", Id],
        Answer(new LookupProtocol.InBlock(12, Tip, 3)));

    [Fact]
    public void A_waiting_transaction_is_told_with_its_place_and_the_reason()
    {
        Assert.Equal(
            [$"{What} waits for the next block, in place 3 of 10", Id],
            Answer(new LookupProtocol.InPool(Waits(null), 10, TimeSpan.FromSeconds(119))));
        Assert.Equal(
            [
                $"{What} is dated ahead of this clock, so it waits for a block until 12:30:09, in place 3 of 10",
                "no block has come for 2 min: status names the cause",
                Id,
            ],
            Answer(new LookupProtocol.InPool(
                Waits(Now.Plus(TimeSpan.FromSeconds(9))), 10, TimeSpan.FromMinutes(2))));
        Assert.Equal(
            $"{What} waits for the next block, in place 3 of 10; a better chain undid its block",
            Answer(new LookupProtocol.InPool(Waits(null) with { IsReturned = true }, 10, null))[0]);
    }

    [Theory]
    [InlineData(false, RefusalReason.HeldBy, "was refused at 12:30: held by 03bbbbbb… since block 4")]
    [InlineData(
        true,
        RefusalReason.HeldBy,
        "was superseded at 12:30: a better chain undid its block; held by 03bbbbbb… since block 4")]
    [InlineData(
        true,
        RefusalReason.PoolFull,
        "was undone at 12:30: a better chain undid its block; "
        + "too many transactions wait for a block: try again after the next one")]
    public void A_refused_transaction_is_told_with_the_reason(bool wasConfirmed, RefusalReason reason, string told) =>
        Assert.Equal(
            [$"{What} {told}", Id],
            Answer(new LookupProtocol.NotStanding(Kept(reason) with { WasConfirmed = wasConfirmed }, null)));

    [Fact]
    public void The_move_that_stands_in_its_way_is_told() => Assert.Equal(
        $"laptop-001: in its way stands the request by {TestKeys.Bob.PublicKey.Short} of block 4; "
            + $"txid {Theirs.TxId.Short(12)}",
        Answer(new LookupProtocol.NotStanding(Kept(RefusalReason.HeldBy), new ItemMove(4, Theirs)))[1]);

    [Fact]
    public void An_unknown_transaction_is_told_with_the_next_step()
    {
        var name = HashPrefix.Parse("00AB12CD")!;
        Assert.Equal(
            ["no transaction 00ab12cd is in a block, waits, or was refused here in the last 30 d"],
            Lines(AnswerText.Of(new AnswerProtocol.TransactionNotFound(name, IsAmbiguous: false), Say)));
        Assert.Equal(
            ["several transactions begin with 00ab12cd: write more digits"],
            Lines(AnswerText.Of(new AnswerProtocol.TransactionNotFound(name, IsAmbiguous: true), Say)));
    }

    private static LookupProtocol.WaitingTransaction Waits(UnixTime? until) => new(3, Mine, PoolOrigin.Here, until);

    private static KeptRefusal Kept(RefusalReason reason) =>
        new(Mine, new Refusal(reason, Laptop, Other, 4, Moved, Theirs.TxId), Now, 4);

    private static string[] Answer(LookupProtocol.Fate fate) =>
        Lines(AnswerText.Of(new AnswerProtocol.TransactionView(Mine, fate), Say));
}
