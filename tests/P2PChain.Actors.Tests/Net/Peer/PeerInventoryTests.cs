using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Relay;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Peer;

/// <summary>docs/protocol.md, relay: transactions are announced, requested and sent.</summary>
public sealed class PeerInventoryTests : PeerStage
{
    private readonly TestProbe _inventory;

    public PeerInventoryTests(ITestOutputHelper output)
        : base(output)
    {
        _inventory = CreateTestProbe("inventory");
        Inventory = _inventory;
    }

    [Fact]
    public void An_announced_transaction_is_sent_when_the_peer_requests_it_and_no_other_is()
    {
        StartReady(features: [LocalNode.Headers, LocalNode.Inventory]);
        var entry = Entry(1);
        Peer.Tell(Announce(entry));
        Assert.Equal([entry.Transaction.Wid], Assert.IsType<Message.Inventory>(Heard()).Wids.AsEnumerable());
        Say(new Message.GetTransactions(7, [Entry(2).Transaction.Wid, entry.Transaction.Wid]));
        var answer = Assert.IsType<Message.Transactions>(Heard());
        Assert.Equal(7U, answer.Id);
        Assert.Equal(entry.Transaction, Assert.Single(answer.Items));
        Assert.Equal([Entry(2).Transaction.Wid], answer.Missing.AsEnumerable());
    }

    [Fact]
    public void Nothing_is_announced_to_the_peer_that_sent_or_announced_it_or_was_sent_it()
    {
        StartReady(features: [LocalNode.Headers, LocalNode.Inventory]);
        var (sent, announced, pushed, news) = (Entry(1), Entry(2), Entry(3), Entry(4));
        Say(new Message.NewTransaction(sent.Transaction), new Message.Inventory([announced.Transaction.Wid]));
        AwaitEverythingRead();
        Peer.Tell(Push(pushed));
        Assert.IsType<Message.NewTransaction>(Heard());
        var own = Entry(5) with { Source = PoolSource.From(new PeerId(1)) };
        Peer.Tell(Announce(sent, announced, pushed, own, news));
        Peer.Tell(Announce(news));
        Assert.Equal([news.Transaction.Wid], Assert.IsType<Message.Inventory>(Heard()).Wids.AsEnumerable());
        AwaitEverythingRead();
    }

    [Fact]
    public void A_pushed_transaction_may_be_requested_later()
    {
        StartReady(features: [LocalNode.Headers, LocalNode.Inventory]);
        Peer.Tell(Push(Entry(1)));
        Assert.IsType<Message.NewTransaction>(Heard());
        Say(new Message.GetTransactions(7, [Entry(1).Transaction.Wid]));
        Assert.Single(Assert.IsType<Message.Transactions>(Heard()).Items);
    }

    [Fact]
    public void The_peer_s_announcements_and_transactions_reach_the_inventory()
    {
        StartReady(features: [LocalNode.Headers, LocalNode.Inventory]);
        Assert.Equal(new PeerId(1), _inventory.ExpectMsg<InventoryProtocol.Joined>().Id);
        var (first, second) = (Entry(1).Transaction, Entry(2).Transaction);
        Say(new Message.Inventory([first.Wid, second.Wid]));
        Assert.Equal([first.Wid, second.Wid], _inventory.ExpectMsg<InventoryProtocol.Announced>().Wids.AsEnumerable());
        Peer.Tell(new InventoryProtocol.Ask(3, [first.Wid, second.Wid]));
        Assert.Equal([first.Wid, second.Wid], Assert.IsType<Message.GetTransactions>(Heard()).Wids.AsEnumerable());
        Say(new Message.Transactions(3, [first], [second.Wid]));
        Assert.Equal([second.Wid], _inventory.ExpectMsg<InventoryProtocol.Missing>().Wids.AsEnumerable());
        Assert.Equal(first.Wid, _inventory.ExpectMsg<InventoryProtocol.Arrived>().Wid);
        Assert.Equal(first, Verify.ExpectMsg<VerifyProtocol.VerifyTransaction>().Transaction);
    }

    [Fact]
    public void An_answer_to_no_request_is_ignored()
    {
        StartReady(features: [LocalNode.Headers, LocalNode.Inventory]);
        Peer.Tell(new InventoryProtocol.Ask(3, [Entry(1).Transaction.Wid]));
        Assert.IsType<Message.GetTransactions>(Heard());
        Say(new Message.Transactions(3, [], []), new Message.Transactions(3, [Entry(1).Transaction], []));
        AwaitEverythingRead();
        Verify.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void An_invalid_transaction_in_an_answer_ends_the_connection()
    {
        StartReady(features: [LocalNode.Headers, LocalNode.Inventory]);
        Peer.Tell(new InventoryProtocol.Ask(3, [Entry(1).Transaction.Wid]));
        Say(new Message.Transactions(3, [Entry(1).Transaction], []));
        var question = Verify.ExpectMsg<VerifyProtocol.VerifyTransaction>();
        var violation = new Violation(Rule.SignatureValid, "", "");
        Peer.Tell(new VerifyProtocol.Verified(question.Number, new VerifyProtocol.Bad(violation)));
        Assert.Equal(PeerFaultCode.InvalidTransaction, ExpectAborted());
    }

    [Theory]
    [InlineData(RefusalReason.PoolFull, true)]
    [InlineData(RefusalReason.HeldBy, true)]
    [InlineData(RefusalReason.NotHeld, true)]
    [InlineData(RefusalReason.NotHolder, true)]
    [InlineData(RefusalReason.Stale, false)]
    public void A_refusal_that_may_pass_reaches_the_inventory(RefusalReason reason, bool isTold)
    {
        StartReady(features: [LocalNode.Headers, LocalNode.Inventory]);
        _inventory.ExpectMsg<InventoryProtocol.Joined>();
        var transaction = Entry(1).Transaction;
        Say(new Message.NewTransaction(transaction));
        _inventory.ExpectMsg<InventoryProtocol.Arrived>();
        Verify.ExpectMsg<VerifyProtocol.VerifyTransaction>();
        var refusal = new Admission.Refused(new Refusal(reason, transaction.Uid));
        Peer.Tell(new ChainProtocol.TransactionVerdict(transaction, refusal));
        if (isTold) Assert.Equal(reason, _inventory.ExpectMsg<InventoryProtocol.Refused>().Reason);
        else AwaitEverythingRead();
        _inventory.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void More_than_sixteen_open_requests_are_ignored()
    {
        RemoteEnd = "127.0.0.1:50123";
        Settings = new PeerSettings { OutboxBytesMax = 8_192 };
        StartReady(features: [LocalNode.Headers, LocalNode.Inventory]);
        ImmutableArray<PoolEntry> entries = [.. Enumerable.Range(1, 40).Select(Entry)];
        foreach (var entry in entries)
        {
            Peer.Tell(Announce(entry));
            Assert.IsType<Message.Inventory>(Heard());
        }
        Say([.. Enumerable.Range(1, 40).Select(i => new Message.GetTransactions(
            (uint)i, [.. entries.Take(8).Select(entry => entry.Transaction.Wid)]))]);
        // One or two are written, one waits in the outbox, sixteen wait for room.
        for (var i = 1; i <= 18; i++) Assert.Equal((uint)i, Assert.IsType<Message.Transactions>(Heard()).Id);
        Say(new Message.GetTransactions(99, [entries[0].Transaction.Wid]));
        var answer = Assert.IsType<Message.Transactions>(Heard());
        if (answer.Id != 99) answer = Assert.IsType<Message.Transactions>(Heard());
        Assert.Equal(99U, answer.Id);
    }

    [Fact]
    public void Without_the_feature_the_messages_break_the_protocol()
    {
        StartReady();
        Say(new Message.Inventory([Entry(1).Transaction.Wid]));
        Assert.Equal(PeerFaultCode.ProtocolOrder, ExpectAborted());
    }

    private static PeerProtocol.Announce Announce(params ImmutableArray<PoolEntry> entries)
    {
        var line = new Message.Inventory([.. entries.Select(entry => entry.Transaction.Wid)]);
        return new PeerProtocol.Announce(entries, MessageCodec.Encode(line, null));
    }

    private static PeerProtocol.Deliver Push(PoolEntry entry) => new(
        MessageCodec.Encode(new Message.NewTransaction(entry.Transaction), null),
        entry.Transaction.Wid,
        OutboxPriority.Transactions,
        null)
    {
        Transaction = entry.Transaction,
    };

    private static PoolEntry Entry(int number) => new(
        Entries.GetOrAdd(number, each => Drawn.Request(TestKeys.Bob, "laptop-001", each)), number, PoolSource.Own);

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<int, Transaction> Entries = new();
}
