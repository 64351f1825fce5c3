using System.Collections.Immutable;
using Akka.Actor;
using P2PChain.Actors.Console;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Console;

public sealed class OutcomesTests
{
    private readonly ChainBuilder _draw = new();
    private readonly Outcomes _outcomes = new();
    private readonly Screen _left = new("left");
    private readonly Screen _right = new("right");

    [Fact]
    public void A_reply_goes_to_the_screen_that_asked_and_carries_its_commands_id()
    {
        var (one, two) = (_draw.Request(TestKeys.Alice, "a", 1), _draw.Request(TestKeys.Alice, "b", 2));
        Sign(_left, 7, one);
        Sign(_right, 8, two);
        var due = Assert.Single(_outcomes.OnConfirmed(two, 1));
        Assert.Equal((_right, 8L, true), (due.Screen, due.Reply.Id, due.Reply.IsLast));
        Assert.Equal(new AnswerProtocol.Confirmed(two.Uid, TransactionType.Request, two.TxId, 1), due.Reply.Result);
        due = Assert.Single(_outcomes.OnRefused(one, HeldByBob(one)));
        Assert.Equal((_left, 7L, true), (due.Screen, due.Reply.Id, due.Reply.IsLast));
        Assert.Equal(new AnswerProtocol.Refused(TransactionType.Request, HeldByBob(one)), due.Reply.Result);
    }

    [Fact]
    public void A_command_ends_with_the_outcome_of_its_last_transaction()
    {
        var (one, two) = (_draw.Request(TestKeys.Alice, "a", 1), _draw.Request(TestKeys.Alice, "b", 2));
        Sign(_left, 1, one, two);
        var accepted = Assert.Single(_outcomes.OnVerdict(one, Accepted(one))).Reply;
        Assert.False(accepted.IsLast);
        Assert.Equal(one.TxId, Assert.IsType<AnswerProtocol.Accepted>(accepted.Result).TxId);
        Assert.False(Assert.Single(_outcomes.OnVerdict(one, new Admission.Refused(HeldByBob(one)))).Reply.IsLast);
        Assert.True(Assert.Single(_outcomes.OnConfirmed(two, 1)).Reply.IsLast);
    }

    [Fact]
    public void A_transaction_has_one_outcome()
    {
        var mine = _draw.Request(TestKeys.Alice, "a", 1);
        Sign(_left, 1, mine);
        Assert.Single(_outcomes.OnConfirmed(mine, 1));
        Assert.Empty(_outcomes.OnConfirmed(mine, 1));
        Assert.Empty(_outcomes.OnRefused(mine, HeldByBob(mine)));
        Assert.Empty(_outcomes.OnVerdict(mine, Accepted(mine)));
    }

    [Fact]
    public void Transactions_of_other_nodes_have_no_outcome_here()
    {
        var theirs = _draw.Request(TestKeys.Bob, "a", 1);
        Assert.Empty(_outcomes.OnVerdict(theirs, Accepted(theirs)));
        Assert.Empty(_outcomes.OnRefused(theirs, HeldByBob(theirs)));
        Assert.Empty(_outcomes.OnConfirmed(theirs, 1));
    }

    [Fact]
    public void Similar_ids_are_told_before_the_outcome()
    {
        var typed = ItemId.Parse("Laptop-001");
        var ticket = _outcomes.Open(_left, 7, [new ChainProtocol.Move(TransactionType.Request, typed)]);
        var due = Assert.Single(_outcomes.OnSimilar(new(ticket, [new(typed, [ItemId.Parse("laptop-001")])])));
        Assert.Equal((_left, 7L, false), (due.Screen, due.Reply.Id, due.Reply.IsLast));
        Assert.Equal(typed, Assert.IsType<AnswerProtocol.SimilarKnown>(due.Reply.Result).Uid);
    }

    [Fact]
    public void Requests_are_signed_in_the_order_in_which_they_were_typed()
    {
        var (first, second) = (Open(_left, 1, "a"), Open(_right, 2, "b"));
        Assert.Null(_outcomes.TakeCompared());
        Assert.Empty(_outcomes.OnSimilar(new(second, [])));
        Assert.Null(_outcomes.TakeCompared());
        Assert.Empty(_outcomes.OnSimilar(new(first, [])));
        Assert.Equal([first, second], [_outcomes.TakeCompared()!.Ticket, _outcomes.TakeCompared()!.Ticket]);
        Assert.Null(_outcomes.TakeCompared());
    }

    [Fact]
    public void A_draft_that_is_refused_ends_the_command()
    {
        var ticket = Open(_left, 3, "a", TransactionType.Release);
        var refusal = new Refusal(RefusalReason.HeldBy, ItemId.Parse("a"), TestKeys.Bob.PublicKey, 1);
        var due = Assert.Single(_outcomes.OnDraftRefused(ticket, refusal));
        var refused = new AnswerProtocol.Refused(TransactionType.Release, refusal);
        Assert.Equal(new ConsoleProtocol.Reply(3, refused, IsLast: true), due.Reply);
        Assert.Empty(_outcomes.OnDraftRefused(ticket, refusal));
    }

    private static Refusal HeldByBob(Transaction of) => new(RefusalReason.HeldBy, of.Uid, TestKeys.Bob.PublicKey, 1);

    private static Admission.Accepted Accepted(Transaction of) => new(new PoolEntry(of, 1, PoolSource.Own));

    private long Open(Screen screen, long id, string uid, TransactionType type = TransactionType.Request) =>
        _outcomes.Open(screen, id, [new ChainProtocol.Move(type, ItemId.Parse(uid))]);

    private void Sign(Screen screen, long id, params ImmutableArray<Transaction> transactions)
    {
        var moves = transactions.Select(of => new ChainProtocol.Move(of.Content.Type, of.Uid)).ToImmutableArray();
        _outcomes.OnSigned(new SignerProtocol.Signed(_outcomes.Open(screen, id, moves), transactions));
    }

    private sealed class Screen(string name) : MinimalActorRef
    {
        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / name;

        public override IActorRefProvider Provider => throw new NotSupportedException();
    }
}
