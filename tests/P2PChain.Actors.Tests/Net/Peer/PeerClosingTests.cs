using Akka.IO;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Rules;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;
using static P2PChain.Actors.Ledger.VerifyProtocol;

namespace P2PChain.Actors.Tests.Net.Peer;

/// <summary>The messages that came just before the peer left.</summary>
public sealed class PeerClosingTests(ITestOutputHelper output) : PeerStage(output)
{
    private static readonly Transaction Request = Drawn.Request(TestKeys.Bob, "laptop-001", 10);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_transaction_that_is_under_check_when_the_peer_leaves_reaches_the_chain(bool isExtended)
    {
        StartReady(isExtended);
        Say(new Message.NewTransaction(Request));
        var asked = Verify.ExpectMsg<VerifyTransaction>();
        Peer.Tell(Tcp.PeerClosed.Instance, Wire);
        AwaitIdle();
        Peer.Tell(new Verified(asked.Number, new GoodTransaction(Drawn.Checked(Request))), Verify);
        Assert.Equal(Request.TxId, Chain.ExpectMsg<ChainProtocol.SubmitTransaction>().Transaction.Transaction.TxId);
        Assert.Equal(PeerFaultCode.ConnectionLost, Parted());
    }

    [Fact]
    public void A_peer_that_leaves_answers_for_its_last_message()
    {
        StartReady();
        Say(new Message.NewTransaction(Request));
        var asked = Verify.ExpectMsg<VerifyTransaction>();
        Peer.Tell(Tcp.PeerClosed.Instance, Wire);
        Peer.Tell(new Verified(asked.Number, new Bad(Violation.Of(Rule.IndexFollows, 1, 2))), Verify);
        Assert.Equal(PeerFaultCode.InvalidTransaction, Parted());
    }

    [Fact]
    public void A_check_that_is_not_finished_is_awaited_for_five_seconds()
    {
        StartReady();
        Say(new Message.NewTransaction(Request));
        Verify.ExpectMsg<VerifyTransaction>();
        Peer.Tell(Tcp.PeerClosed.Instance, Wire);
        AwaitIdle();
        Pass(4.9);
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(0.1);
        Assert.Equal(PeerFaultCode.ConnectionLost, Parted());
    }

    private PeerFaultCode Parted() =>
        ((PeerProtocol.Parting)Manager.FishForMessage(message => message is PeerProtocol.Parting)).Fault.Code;
}
