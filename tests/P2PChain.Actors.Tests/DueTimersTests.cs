using System.Net;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Relay;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests;

/// <summary>On a busy machine a moment may be due by one reading of the clock and not by the one before it.</summary>
public sealed class DueTimersTests : ActorSpec
{
    public DueTimersTests(ITestOutputHelper output)
        : base(output, VirtualScheduler.Configuration) =>
        ((VirtualScheduler)Sys.Scheduler).ReadingTakes = TimeSpan.FromMilliseconds(900);

    [Fact]
    public void A_transaction_whose_request_is_overdue_meanwhile_is_requested_of_another_peer()
    {
        var ledger = CreateTestProbe();
        var inventory = Sys.ActorOf(InventoryActor.Props(ledger, ledger), "inventory");
        UnderTest(inventory);
        PeerId[] peers = [new(1), new(2)];
        foreach (var peer in peers) inventory.Tell(new InventoryProtocol.Joined(peer, IsChosen: true), TestActor);
        foreach (var peer in peers.Append(peers[0]))
            inventory.Tell(new InventoryProtocol.Announced(peer, [Hash256.Of("x"u8)]), TestActor);
        Assert.NotEqual(ExpectMsg<InventoryProtocol.Ask>().Id, ExpectMsg<InventoryProtocol.Ask>().Id);
    }

    [Fact]
    public void A_lease_that_is_due_meanwhile_comes()
    {
        var answers = Sys.ActorOf(AnswersActor.Props(Limits.AllAnswersBytesPerSecond), "answers");
        UnderTest(answers);
        var owed = (long)(AnswerRate.Burst.TotalSeconds + 1) * Limits.AnswerBytesPerSecond;
        answers.Tell(new AnswersProtocol.Ask(new PeerId(1), IPAddress.Parse("203.0.113.1"), owed), TestActor);
        answers.Tell(new AnswersProtocol.Ask(new PeerId(2), IPAddress.Parse("198.51.100.1"), 0), TestActor);
        ExpectMsg<AnswersProtocol.Lease>();
        ExpectMsg<AnswersProtocol.Lease>();
    }
}
