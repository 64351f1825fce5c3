using P2PChain.Actors.Ledger;
using P2PChain.Actors.Metrics;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Ledger;

public sealed class DraftPlanTests
{
    private static readonly ItemId Laptop = ItemId.Parse("laptop-001");
    private static readonly ItemId Van = ItemId.Parse("van-2");

    private readonly TestLedger _ledger = new(NetworkParameters.Demo);
    private readonly DraftPlan _plan;

    public DraftPlanTests() => _plan = new DraftPlan(_ledger.State, new NodeMeter());

    [Fact] // rule M7
    public void An_item_dated_ahead_by_a_wrong_clock_does_not_date_the_others_ahead()
    {
        Submit(Drafted(Laptop, after: 3_600)); // a clock one hour ahead
        Assert.Equal(ChainBuilder.At(0), Drafted(Van, after: 0).Timestamp);
        var next = Drafted(Laptop, after: 0, TransactionType.Release).Timestamp;
        Assert.True(next > ChainBuilder.At(3_600), "an item's dates rise");
        Assert.True(next < ChainBuilder.At(3_600) + 0.001);
    }

    [Fact] // rule M7
    public void A_refused_wish_changes_no_date()
    {
        Submit(Drafted(Van, after: -10));
        var move = new ChainProtocol.Move(TransactionType.Request, Laptop);
        var refused = Plan(3_600, NetworkKey, move, new ChainProtocol.Move(TransactionType.Request, Van));
        Assert.Equal(RefusalReason.HeldBy, Assert.IsType<ChainProtocol.DraftRefused>(refused).Refusal.Reason);
        Assert.Equal(ChainBuilder.At(0), Drafted(Laptop, after: 0).Timestamp);
    }

    [Fact]
    public void Two_wishes_of_one_moment_are_two_transactions()
    {
        var (first, second) = (Drafted(Laptop, after: 0), Drafted(Laptop, after: 0));
        Assert.True(second.Timestamp > first.Timestamp);
        Assert.Equal(ChainBuilder.At(-60), Drafted(Laptop, after: -60).Timestamp); // a clock set back leaves no trace
    }

    [Theory] // rule T7
    [InlineData(TransactionType.Request)]
    [InlineData(TransactionType.Release)]
    public void A_key_that_is_no_member_is_refused_before_anything_else(TransactionType type)
    {
        var network = new NetworkParameters { Members = [TestKeys.Alice.PublicKey] };
        var (ledger, draw) = (new TestLedger(network), new ChainBuilder(network));
        ledger.Submit(draw.Request(TestKeys.Alice, Laptop.Text, 1));
        var draft = new ChainProtocol.Draft(7, TestKeys.Bob.PublicKey, [new ChainProtocol.Move(type, Laptop)]);
        var refused = Assert.IsType<ChainProtocol.DraftRefused>(
            new DraftPlan(ledger.State, new NodeMeter()).Plan(draft, ledger.Now, null));
        Assert.Equal(
            (7, RefusalReason.NotMember, Laptop), (refused.Ticket, refused.Refusal.Reason, refused.Refusal.Uid));
    }

    [Theory] // rule T4
    [InlineData(0)]
    [InlineData(-5_000)]
    public void A_clock_at_the_beginning_of_time_dates_within_the_bounds(long now)
    {
        var drafted = Assert.IsType<ChainProtocol.Drafted>(_plan.Plan(Draft(Laptop), new UnixTime(now), null));
        Assert.Equal(0.001, drafted.Contents[0].Timestamp);
    }

    [Fact] // rule T4
    public void A_clock_past_the_last_date_that_a_transaction_may_have_signs_nothing()
    {
        var refused = Assert.IsType<ChainProtocol.DraftRefused>(
            _plan.Plan(Draft(Laptop), new UnixTime(8_589_934_592_001), null));
        Assert.Equal(RefusalReason.TooEarly, refused.Refusal.Reason);
    }

    private static PublicKey NetworkKey => TestKeys.Alice.PublicKey;

    private static ChainProtocol.Draft Draft(ItemId uid) => new(
        1, NetworkKey, [new ChainProtocol.Move(TransactionType.Request, uid)]);

    private object Plan(double after, PublicKey signer, params ChainProtocol.Move[] moves) =>
        _plan.Plan(new ChainProtocol.Draft(1, signer, [.. moves]), ChainBuilder.ClockAt(after), null);

    private TransactionContent Drafted(ItemId uid, double after, TransactionType type = TransactionType.Request)
    {
        _ledger.Now = ChainBuilder.ClockAt(after);
        return Assert.IsType<ChainProtocol.Drafted>(Plan(after, NetworkKey, new ChainProtocol.Move(type, uid))).Contents[0];
    }

    private void Submit(TransactionContent content) => Assert.IsType<Admission.Accepted>(
        _ledger.Submit(content.SignedBy(TestKeys.Alice)));
}
