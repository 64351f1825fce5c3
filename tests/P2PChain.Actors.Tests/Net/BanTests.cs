using Akka.Actor;
using Akka.IO;
using P2PChain.Actors.Net;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net;

/// <summary>Bans of addresses at the peer manager. Bans of keys are in the scenarios, where keys are proved.</summary>
public sealed class BanTests(ITestOutputHelper output) : ManagerStage(output)
{
    private const string There = "192.0.2.7:6000";
    private const string Banned = "banned: ask the operator there to unban your address";

    private static readonly HostPort Address = HostPort.Parse(There)!;

    [Fact]
    public void A_banned_address_that_dials_hears_why_before_it_proves_anything_and_gets_no_slot()
    {
        StartListening();
        Assert.Empty(Ban("192.0.2.0/24").Disconnected);
        var connection = Accept("192.0.2.9:50000", Smaller);
        var heard = Heard(connection).Take(2).ToList();
        Assert.IsType<Message.PeerAnnounce>(heard[0]);
        Assert.Equal(new Message.Bye(Banned, 60), heard[1]);
        connection.FishForMessage(message => message is Tcp.Close);
        connection.Sender.Tell(Tcp.Closed.Instance, connection);
        AwaitAssert(() => Assert.Equal(("banned here", 1), Assert.Single(Refused())));
        Accept("192.0.3.9:50000", Larger);
        Assert.Equal("192.0.3.9:7000", News.ExpectMsg<PeerProtocol.PeerCame>().View.Address);
    }

    [Fact]
    public void A_connected_peer_is_told_and_disconnected_and_another_one_stays()
    {
        StartListening();
        var connection = Accept("192.0.2.9:50000", Smaller);
        var came = News.ExpectMsg<PeerProtocol.PeerCame>();
        Accept("192.0.3.9:50000", Larger);
        var stays = News.ExpectMsg<PeerProtocol.PeerCame>();
        Assert.Equal(["192.0.2.9:7000"], Ban("192.0.2.9:7000", reason: "floods").Disconnected.ToArray());
        Assert.Equal((Banned, 60), SaidBye(connection));
        AcknowledgeUntilClosed(connection, came.Peer);
        Assert.Equal(PeerFaultCode.Banned, News.ExpectMsg<PeerProtocol.PeerWent>().Fault.Code);
        Assert.Equal(stays.View.Id, Assert.Single(Peers().Connected).Id);
        Assert.Equal("banned here: floods", Assert.Single(Peers().Record.Gone).Reason);
    }

    [Fact]
    public void A_plain_peer_is_closed_without_a_word_that_it_would_not_understand()
    {
        StartListening();
        var connection = Accept("192.0.2.9:50000");
        var peer = connection.ExpectMsg<Tcp.Register>().Handler;
        Say(connection, peer, new Message.PeerAnnounce(null));
        var came = News.ExpectMsg<PeerProtocol.PeerCame>();
        Assert.Equal([came.View.Address], Ban("192.0.2.9").Disconnected.ToArray());
        AcknowledgeUntilClosed(connection, peer);
        var second = Accept("192.0.2.9:50001");
        peer = second.ExpectMsg<Tcp.Register>().Handler;
        Say(second, peer, new Message.PeerAnnounce(null));
        second.FishForMessage(message => message is Tcp.Close);
        peer.Tell(Tcp.Closed.Instance, second);
        AwaitAssert(() => Assert.Equal(("banned here", 1), Assert.Single(Refused())));
    }

    [Fact]
    public void A_plain_peer_is_disconnected_and_banned_by_the_address_that_is_shown()
    {
        StartListening();
        for (var i = 0; i < 2; i++)
        {
            var connection = Accept("192.0.2.9:50000");
            var peer = connection.ExpectMsg<Tcp.Register>().Handler;
            Say(connection, peer, new Message.PeerAnnounce(null));
            var view = News.ExpectMsg<PeerProtocol.PeerCame>().View;
            Assert.Equal((false, "192.0.2.9:50000"), (view.IsExtended, view.Address));
            Assert.True(Assert.Single(Peers().Connected).Received > 0);
            var disconnect = new PeerProtocol.DisconnectFrom(HostPort.Parse(view.Address)!);
            if (i == 1) Assert.Equal(["192.0.2.9:50000"], Ban(view.Address).Disconnected.ToArray());
            else Assert.True(Ask<PeerProtocol.DisconnectResult>(disconnect).WasConnected);
            AcknowledgeUntilClosed(connection, peer);
            News.ExpectMsg<PeerProtocol.PeerWent>();
        }
        Assert.Equal("192.0.2.9", Assert.Single(KeptBans.Bans).Target.ToString());
    }

    [Fact]
    public void A_banned_configured_address_is_not_dialled_until_the_unban()
    {
        Configured = [Address];
        StartListening();
        RefuseDial(ExpectDial(There));
        Ban("192.0.2.7");
        Assert.Equal(new DialView(There, null, "banned here") { IsBanned = true }, Assert.Single(Peers().Dialling));
        Manager.Tell(PeerProtocol.NetworkChanged.Instance);
        Pass(3600);
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Assert.Equal("192.0.2.7", Unban(There).Lifted?.Target.ToString());
        ExpectDial(There);
        Assert.False(Assert.Single(Peers().Dialling).IsBanned);
    }

    [Fact]
    public void A_dial_under_way_when_the_ban_comes_is_dropped()
    {
        Configured = [Address];
        StartListening();
        var dial = ExpectDial(There);
        Ban(There);
        AnswerDial(dial).ExpectMsg<Tcp.Abort>();
        Assert.Equal("banned here", AwaitDial(view => view.LastFailure is not null).LastFailure);
    }

    [Fact]
    public void A_ban_with_an_end_is_over_by_itself()
    {
        Configured = [Address];
        StartListening();
        RefuseDial(ExpectDial(There));
        Ban("192.0.2.0/24", TimeSpan.FromHours(2));
        Assert.Equal(1, Peers().Bans);
        Pass(7190);
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(10);
        ExpectDial(There);
        Assert.Equal(0, Peers().Bans);
        AwaitAssert(() => Assert.Empty(KeptBans.Bans));
    }

    [Fact]
    public void A_kept_ban_holds_from_the_start_and_each_change_is_kept()
    {
        KeptBans.Bans = [new Ban(
            BanTarget.Parse("192.0.2.7")!, UnixTime.From(Sys.Scheduler.Now), null, "since yesterday")];
        Configured = [Address];
        StartListening();
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Ban("192.0.9.0/24", reason: "spam");
        Assert.Equal(["since yesterday", "spam"], KeptBans.Bans.Select(ban => ban.Reason));
        Unban("192.0.2.7");
        Assert.Equal(["spam"], KeptBans.Bans.Select(ban => ban.Reason));
        ExpectDial(There);
    }

    [Fact]
    public void A_kept_ban_that_ended_while_the_node_was_off_holds_no_more()
    {
        var now = UnixTime.From(Sys.Scheduler.Now);
        KeptBans.Bans = [new Ban(
            BanTarget.Parse("192.0.2.7")!, now.Plus(-TimeSpan.FromDays(2)), now.Plus(-TimeSpan.FromDays(1)), "")];
        Configured = [Address];
        StartListening();
        ExpectDial(There);
        Assert.Equal(0, Peers().Bans);
        Manager.Tell(BanProtocol.GetBans.Instance, News);
        Assert.Empty(News.ExpectMsg<BanProtocol.Bans>().InForce);
    }

    [Fact]
    public void A_ban_of_a_second_ends_in_a_second_whatever_is_asked_meanwhile()
    {
        StartListening();
        Ban("192.0.2.7", TimeSpan.FromSeconds(1));
        Pass(0.5);
        Assert.Single(Ask<BanProtocol.Bans>(BanProtocol.GetBans.Instance).InForce);
        Pass(0.5);
        Assert.Empty(Ask<BanProtocol.Bans>(BanProtocol.GetBans.Instance).InForce);
        AwaitAssert(() => Assert.Empty(KeptBans.Bans));
    }

    [Fact]
    public void This_machine_is_banned_only_by_its_address()
    {
        StartListening();
        var connection = Accept("127.0.0.1:50000", Smaller);
        News.ExpectMsg<PeerProtocol.PeerCame>();
        Assert.Equal(BanProtocol.Problem.OnThisMachine, Ban("127.0.0.1:7000").Problem); // its key is a claim
        Assert.Single(Peers().Connected);
        Assert.Equal(["127.0.0.1:7000"], Ban("127.0.0.1").Disconnected.ToArray());
        Assert.Equal(Banned, SaidBye(connection).Reason);
    }

    [Fact]
    public void A_claimed_key_is_neither_found_nor_banned()
    {
        StartListening();
        Assert.Equal(BanProtocol.Problem.None, Ban(Smaller.Hex).Problem);
        Accept("192.0.2.9:50000", Smaller);
        News.ExpectMsg<PeerProtocol.PeerCame>();
        Assert.Equal(BanProtocol.Problem.NoKey, Ban(Smaller.Short).Problem);
        Assert.Single(Peers().Connected);
        Assert.Equal(Smaller.Hex, Unban(Smaller.Short).Lifted?.Target.ToString());
    }

    [Fact]
    public void A_mistake_is_answered_and_changes_nothing()
    {
        StartListening();
        Assert.Equal(BanProtocol.Problem.NoPeer, Ban("office:6000").Problem);
        Assert.Equal(BanProtocol.Problem.OwnKey, Ban(Testing.TestKeys.Alice.PublicKey.Hex).Problem);
        Assert.Equal(BanProtocol.Problem.NotBanned, Unban("192.0.2.7").Problem);
        Ban("192.0.2.0/24");
        var refused = Unban("192.0.2.7");
        Assert.Equal((null, "192.0.2.0/24"), (refused.Lifted, refused.Still?.Target.ToString()));
        Assert.Single(KeptBans.Bans);
    }

    [Fact]
    public void A_found_address_that_is_banned_is_not_dialled()
    {
        var discovery = CreateTestProbe();
        StartListening();
        Ban("192.0.2.7");
        Manager.Tell(
            new Actors.Net.Discovery.DiscoveryProtocol.Dial(new Core.Dialling.FoundDial(Address, false)), discovery);
        Assert.Single(KeptBans.Bans);
        Peers();
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    private BanProtocol.BanResult Ban(string target, TimeSpan? span = null, string reason = "") =>
        Ask<BanProtocol.BanResult>(new BanProtocol.MakeBan(BanName.Parse(target)!, span, reason));

    private BanProtocol.UnbanResult Unban(string target) =>
        Ask<BanProtocol.UnbanResult>(new BanProtocol.LiftBan(BanName.Parse(target)!));

    private T Ask<T>(object message)
    {
        var asker = CreateTestProbe();
        Manager.Tell(message, asker);
        return asker.ExpectMsg<T>();
    }

    private IEnumerable<(string Reason, long Count)> Refused() =>
        Peers().Record.Refused.Select(refused => (refused.Reason, refused.Count));

    private DialView AwaitDial(Func<DialView, bool> isIt)
    {
        DialView? found = null;
        AwaitAssert(() => Assert.NotNull(found = Peers().Dialling.SingleOrDefault(isIt)));
        return found!;
    }
}
