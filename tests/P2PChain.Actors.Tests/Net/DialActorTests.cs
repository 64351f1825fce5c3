using System.Net;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using P2PChain.Actors.Net;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net;

public sealed class DialActorTests(ITestOutputHelper output) : ActorSpec(output, VirtualScheduler.Configuration)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    [Fact]
    public void A_name_that_is_not_looked_up_in_time_is_a_failed_dial()
    {
        var (parent, tcp) = (CreateTestProbe(), CreateTestProbe());
        var dial = Dial(parent, tcp, "name.invalid");
        dial.Tell(ReceiveTimeout.Instance); // as the system tells when the time is up: a resolver cannot be held back from here
        Assert.StartsWith(
            "its name was not found", parent.ExpectMsg<DialActor.DialFailed>().Reason, StringComparison.Ordinal);
        parent.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void An_address_that_does_not_answer_is_told_once()
    {
        var (parent, tcp) = (CreateTestProbe(), CreateTestProbe());
        var dial = Dial(parent, tcp, "192.0.2.7");
        var connect = tcp.ExpectMsg<Tcp.Connect>();
        Assert.Equal(
            (new IPEndPoint(IPAddress.Parse("192.0.2.7"), 6000), Timeout), (connect.RemoteAddress, connect.Timeout));
        ((TestScheduler)Sys.Scheduler).Advance(Timeout);
        dial.Tell(connect.FailureMessage, tcp);
        Assert.Equal("no answer in time", parent.ExpectMsg<DialActor.DialFailed>().Reason);
        parent.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_dial_of_which_nothing_is_heard_again_has_failed()
    {
        var (parent, tcp) = (CreateTestProbe(), CreateTestProbe());
        Dial(parent, tcp, "192.0.2.7");
        tcp.ExpectMsg<Tcp.Connect>();
        ((TestScheduler)Sys.Scheduler).Advance(Timeout);
        parent.ExpectNoMsg(TimeSpan.FromMilliseconds(50)); // Akka.IO may still say so itself
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("no answer in time", parent.ExpectMsg<DialActor.DialFailed>().Reason);
    }

    [Fact]
    public void A_name_is_dialled_at_those_of_its_addresses_that_are_not_banned()
    {
        var (parent, tcp) = (CreateTestProbe(), CreateTestProbe());
        var now = UnixTime.From(Sys.Scheduler.Now);
        Ban Banned(string target) => new(BanTarget.Parse(target)!, now, null, "ours");
        var bans = BanList.Of([Banned("127.0.0.0/8"), Banned("::1")], now);
        Dial(parent, tcp, "localhost", bans);
        Assert.Equal("banned here: ours", parent.ExpectMsg<DialActor.DialFailed>(Timeout).Reason);
        Dial(parent, tcp, "localhost", BanList.Of([new Ban(BanTarget.Parse("10.0.0.0/8")!, now, null, "")], now));
        Assert.True(IPAddress.IsLoopback(((IPEndPoint)tcp.ExpectMsg<Tcp.Connect>(Timeout).RemoteAddress).Address));
    }

    private IActorRef Dial(TestProbe parent, TestProbe tcp, string host, BanList? bans = null)
    {
        var dial = parent.ChildActorOf(DialActor.Props(new HostPort(host, 6000), tcp, Timeout, bans ?? BanList.Empty));
        UnderTest(dial);
        return dial;
    }
}
