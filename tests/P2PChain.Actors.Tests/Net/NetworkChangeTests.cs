using Akka.Actor;
using Akka.IO;
using P2PChain.Actors.Net;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net;

/// <summary>
/// The machine got another address, or lost one: what waits is dialled, and what stands has to show that it does.
/// docs/protocol.md: limits.
/// </summary>
public sealed class NetworkChangeTests(ITestOutputHelper output) : ManagerStage(output)
{
    private const string There = "192.0.2.7:6000";
    private static readonly HostPort Address = new("192.0.2.7", 6000);

    [Fact]
    public void After_a_change_of_the_network_a_peer_that_does_not_answer_in_five_seconds_is_cut_off()
    {
        StartListening();
        var silent = Accept("192.0.2.9:50000", Smaller);
        var gone = News.ExpectMsg<PeerProtocol.PeerCame>();
        var lively = Accept("192.0.2.10:50000", Larger);
        var stays = News.ExpectMsg<PeerProtocol.PeerCame>();
        Manager.Tell(PeerProtocol.NetworkChanged.Instance);
        Peers(); // the manager is done with asking: its time runs
        stays.Peer.Tell(new Tcp.Received(ByteString.FromBytes([(byte)'\n'])), lively); // anything that is heard will do
        Pass(4.9);
        Manager.Tell(PeerProtocol.NetworkChanged.Instance); // one after the other gives nobody more time
        Peers();
        News.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        stays.Peer.Tell(new Tcp.Received(ByteString.FromBytes([(byte)'\n'])), lively);
        Pass(0.1);
        var went = News.ExpectMsg<PeerProtocol.PeerWent>();
        Assert.Equal((gone.View.Id, PeerFaultCode.Silent), (went.View.Id, went.Fault.Code));
        silent.FishForMessage(message => message is Tcp.Abort);
        Pass(10);
        Assert.Equal(stays.View.Id, Assert.Single(Peers().Connected).Id);
    }

    [Fact]
    public void A_change_of_the_network_and_a_new_connection_dial_at_once_what_waits_but_once_in_a_second()
    {
        Configured = [Address];
        StartListening();
        for (var i = 0; i < 6; i++)
        {
            RefuseDial(ExpectDial(There));
            AwaitAssert(() => Assert.NotNull(Assert.Single(Peers().Dialling).RetryIn));
            if (i < 5) Pass(10);
        }
        Manager.Tell(PeerProtocol.NetworkChanged.Instance);
        RefuseDial(ExpectDial(There));
        AwaitAssert(() => Assert.NotNull(Assert.Single(Peers().Dialling).RetryIn));
        Manager.Tell(PeerProtocol.NetworkChanged.Instance);
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(1);
        Accept("192.0.2.9:50000", Smaller);
        ExpectDial(There);
    }
}
