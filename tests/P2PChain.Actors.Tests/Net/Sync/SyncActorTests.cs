using Akka.Actor;
using Akka.TestKit;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Sync;
using P2PChain.Actors.Tests.Net.Peer;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Sync;

/// <summary>The sync among probes; time is the test's. What it decides: Core.Tests/Sync.</summary>
public sealed class SyncActorTests(ITestOutputHelper output) : ActorSpec(output, VirtualScheduler.Configuration)
{
    private static readonly ChainProtocol.ChainTip Tip = PeerStage.Tip;

    [Fact]
    public void A_peer_that_does_not_answer_keeps_no_other_waiting_and_is_cut_off_at_the_third_time()
    {
        var (chain, silent, other) = (CreateTestProbe("chain"), CreateTestProbe("silent"), CreateTestProbe("other"));
        var sync = Sys.ActorOf(SyncActor.Props(chain, chain), "sync");
        UnderTest(sync);
        chain.ExpectMsg<ChainProtocol.Subscribe>();
        sync.Tell(Tip, chain);
        sync.Tell(new SyncProtocol.PeerReady(new PeerId(1), silent, new PeerOrigin(false, "192.0.2.1")));
        sync.Tell(new SyncProtocol.PeerReady(new PeerId(2), other, new PeerOrigin(false, "192.0.2.2")));
        sync.Tell(new SyncProtocol.PeerClaims(new PeerId(1), new Work(9_000), Hash256.Zero));
        AnswerLocator();
        silent.ExpectMsg<PeerProtocol.AskHeaders>();
        sync.Tell(new SyncProtocol.PeerClaims(new PeerId(2), new Work(8_000), Hash256.Zero));
        AnswerLocator();
        var asked = other.ExpectMsg<PeerProtocol.AskHeaders>();
        sync.Tell(new SyncProtocol.HeadersCame(new PeerId(2), asked.RequestId, [], false));
        Await(9.9);
        sync.Tell(new SyncProtocol.PeerClaims(new PeerId(1), new Work(9_000), Hash256.Zero));
        chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Await(0.1);
        foreach (var seconds in new[] { 20, 40 })
        {
            AnswerLocator();
            silent.ExpectMsg<PeerProtocol.AskHeaders>();
            sync.Tell(new SyncProtocol.PeerClaims(new PeerId(1), new Work(9_000), Hash256.Zero));
            Await(seconds);
        }
        Assert.Equal(PeerFaultCode.NoAnswer, silent.ExpectMsg<PeerProtocol.Cut>().Fault.Code);
        other.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        void AnswerLocator()
        {
            chain.ExpectMsg<ChainProtocol.GetLocator>();
            sync.Tell(new ChainProtocol.OurLocator([Tip.Hash]), chain);
        }

        // The actor is done with what it was told, so its clock runs; then time passes.
        void Await(double seconds)
        {
            sync.Tell(new Identify(0), TestActor);
            ExpectMsg<ActorIdentity>();
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(seconds));
        }
    }
}
