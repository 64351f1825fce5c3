using System.Net;
using Akka.Actor;
using Akka.TestKit;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Scenarios;

/// <summary>
/// Two nodes that dial each other at the same moment, over real sockets: docs/protocol.md, duplicates.
/// </summary>
public sealed class CrossingDialsTests(ITestOutputHelper output) : ActorSpec(output)
{
    private const int Rounds = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_that_dial_each_other_at_once_one_connection_survives_on_both_sides_a_thousand_times(
        bool proveKeys)
    {
        var (a, b) = (Start("a", TestKeys.Alice, proveKeys), Start("b", TestKeys.Bob, proveKeys));
        var (toA, toB) = (await a.ListensAsync(), await b.ListensAsync());
        var random = new Random(1);
        var dialledByA = 0;
        for (var round = 0; round < Rounds; round++)
        {
            // Also a little apart: the moments between accept, announce and welcome are where two sides might disagree.
            var (first, second) = random.Next(2) == 0 ? ((a, toB), (b, toA)) : ((b, toA), (a, toB));
            var answers = new[] { Connect(first), (await PauseAsync(random), Connect(second)).Item2 };
            foreach (var answer in await Task.WhenAll(answers)) Assert.True(answer.Peer is not null, $"round {round}: {answer.Reason}");
            var (atA, atB) = await OneEachAsync(a, b, round);
            Assert.NotEqual(atA.IsOutbound, atB.IsOutbound);
            Assert.Equal((proveKeys, proveKeys), (atA.IsProven, atB.IsProven));
            if (atA.IsOutbound) dialledByA++;
            a.Manager.Tell(new PeerProtocol.DisconnectFrom(toB), a.Probe);
            b.Manager.Tell(new PeerProtocol.DisconnectFrom(toA), b.Probe);
            await NobodyAsync(a, b);
        }
        Output?.WriteLine($"The connection that Alice dialled survived in {dialledByA} of {Rounds} rounds.");
        Assert.InRange(dialledByA, 1, Rounds - 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_node_that_dials_itself_through_any_address_says_so_and_is_left_with_nobody(bool provesKey)
    {
        var a = Start("a", TestKeys.Alice, provesKey);
        var port = (await a.ListensAsync()).Port;
        foreach (var host in new[] { "127.0.0.1", "localhost", "127.0.0.2" })
        {
            var answer = await a.Manager.Ask<PeerProtocol.ConnectResult>(
                new PeerProtocol.ConnectTo(new HostPort(host, port)), Patience);
            Assert.Null(answer.Peer);
            Assert.Contains("this node itself", answer.Reason, StringComparison.Ordinal);
        }
        var peers = await a.PeersAsync();
        Assert.Empty(peers.Connected);
        Assert.Null(peers.Twin);
    }

    private static Task<PeerProtocol.ConnectResult> Connect((Side From, HostPort To) dial) =>
        dial.From.Manager.Ask<PeerProtocol.ConnectResult>(new PeerProtocol.ConnectTo(dial.To), Patience);

    private static async Task<bool> PauseAsync(Random random)
    {
        for (var i = random.Next(4); i > 0; i--) await Task.Yield();
        if (random.Next(4) == 0) await Task.Delay(random.Next(1, 4));
        return true;
    }

    /// <summary>Both sides have the same single connection, and neither dials any more.</summary>
    private async Task<(PeerView AtA, PeerView AtB)> OneEachAsync(Side a, Side b, int round)
    {
        PeerProtocol.PeerList atA = null!, atB = null!;
        await AwaitAssertAsync(
            async () =>
            {
                (atA, atB) = (await a.PeersAsync(), await b.PeersAsync());
                Assert.True(
                    atA.Connected.Length == 1 && atB.Connected.Length == 1 && atA.Dialling.IsEmpty && atB.Dialling.IsEmpty
                    && atA.Connected[0].IsOutbound != atB.Connected[0].IsOutbound,
                    $"round {round}: {string.Join(", ", atA.Connected)} and {string.Join(", ", atB.Connected)}, "
                    + $"dialling {string.Join(", ", atA.Dialling)} and {string.Join(", ", atB.Dialling)}");
            },
            Patience, TimeSpan.FromMilliseconds(2));
        return (atA.Connected[0], atB.Connected[0]);
    }

    private async Task NobodyAsync(params Side[] sides) => await AwaitAssertAsync(
        async () =>
        {
            foreach (var side in sides) Assert.Empty((await side.PeersAsync()).Connected);
        },
        Patience, TimeSpan.FromMilliseconds(2));

    private Side Start(string name, DeterministicSigner signer, bool provesKey)
    {
        var (parent, others, probe) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        others.IgnoreMessages(_ => true);
        probe.IgnoreMessages(_ => true);
        var local = new LocalNode(
            signer.PublicKey,
            "",
            NetworkParameters.Demo.Genesis().Hash,
            new RuleSchedule(NetworkParameters.Demo),
            0,
            name)
        {
            Features = provesKey ? LocalNode.AllFeatures : [LocalNode.Headers],
        };
        var verify = Sys.ActorOf(
            VerifyActor.Props(new RuleSchedule(NetworkParameters.Demo), new SignatureMemo()), name + "-verify");
        var signing = Sys.ActorOf(SignerActor.Props(signer, others, verify), name + "-signer");
        var context = new PeerManagerContext(
            new IPEndPoint(IPAddress.Any, 0), [], new ForgottenPeers(), local.Key, local, new PeerSettings(),
            Akka.IO.TcpExtensions.Tcp(Sys), new Random(name[0]), new NodeParts(null!, signer, null!).NextNonce, new PublishedView(), others, others, others, verify,
            signing, others, others);
        var manager = parent.ChildActorOf(PeerManager.Props(context), name);
        UnderTest(manager);
        manager.Tell(Net.Peer.PeerStage.Tip, others);
        return new Side(manager, parent, probe);
    }

    private sealed record Side(IActorRef Manager, TestProbe Parent, TestProbe Probe)
    {
        public async Task<HostPort> ListensAsync() =>
            new("127.0.0.1", (await Parent.ExpectMsgAsync<PeerProtocol.Listening>(Patience)).Address.Port);

        public Task<PeerProtocol.PeerList> PeersAsync() => Manager.Ask<PeerProtocol.PeerList>(
            PeerProtocol.GetPeers.Instance, Patience);
    }
}
