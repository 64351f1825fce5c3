using P2PChain.Actors.Console;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Core.Chain;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;
using P2PChain.Node.Screen;
using static P2PChain.Node.Tests.Screen.Views;

namespace P2PChain.Node.Tests.Screen;

public sealed class StatusTextTests
{
    private static readonly ClockFinding Slow = new(TimeSpan.FromMinutes(30), MaySign: false);

    [Fact]
    public void The_status_is_the_verdict_and_the_facts() => Assert.Equal(
        [
            "HEALTHY  in step with 2 of 2 peers",
            "node     me (02aaaaaa…)  0.1.0  up 00:41:07  listens 127.0.0.1:6000",
            "key      02" + new string('a', 64),
            "rights   may request: yes · may mine: yes",
            "chain    height 8,112  last block 14 s ago  37 items held  2 waiting",
            "tip      " + TipText,
            "peers    10.0.2.5:6000 out 03bbbbbb… 0.9 ms height 8,112",
            "         10.0.3.5:6000 out 03bbbbbb… 0.9 ms height 8,112",
        ],
        Lines(StatusText.Of(Status(8112, Peer("10.0.2.5:6000", 8112), Peer("10.0.3.5:6000", 8112)), Say)));

    [Fact]
    public void Without_peers_a_node_is_alone()
    {
        var lines = Lines(StatusText.Of(Status(0), Say));
        Assert.Equal("ALONE    no peer connected: connect to one with connect HOST PORT", lines[0]);
        Assert.Equal("chain    height 0  no block yet  37 items held  2 waiting", lines[4]);
        Assert.Equal("peers    none", lines[6]);
    }

    [Fact]
    public void Without_peers_a_node_with_seeds_is_told_that_it_seeks_them()
    {
        var line = Lines(StatusText.Of(Status(0) with { HasSeeds = true }, Say))[0];
        Assert.Equal("ALONE    no peer connected: no seed has led to one yet; each is tried again every minute", line);
    }

    [Fact]
    public void Without_peers_a_node_that_seeks_them_on_the_local_network_says_so()
    {
        var line = Lines(StatusText.Of(Status(0) with { IsLanOn = true }, Say))[0];
        Assert.Equal(
            "ALONE    no peer connected: none was heard on the local network yet; or connect HOST PORT", line);
    }

    [Theory] // rules T7, M8
    [InlineData(true, true, MiningMode.OnDemand, "may request: yes · may mine: yes")]
    [InlineData(true, true, MiningMode.Off, "may request: yes · may mine: yes, but mining.mode is off")]
    [InlineData(true, false, MiningMode.OnDemand, "may request: yes · may mine: no (network.miners)")]
    [InlineData(false, false, MiningMode.Off, "may request: no (network.members) · may mine: no (network.miners)")]
    public void The_rights_are_those_of_the_key(bool mayRequest, bool mayMine, MiningMode mining, string rights)
    {
        var status = Status(7, Peer("10.0.2.5:6000")) with { Standing = new Standing(mayRequest, mayMine, false), Mining = mining };
        Assert.Equal("rights   " + rights, Lines(StatusText.Of(status, Say))[3]);
    }

    [Fact] // rule F4
    public void A_block_dated_ahead_of_this_clock_is_named_with_the_time_from_which_others_accept_it()
    {
        var status = Status(7, Peer("10.0.2.5:6000", 7));
        var latest = status.Now.Plus(TimeSpan.FromHours(23)).Milliseconds;
        status = status with { Chain = status.Chain with { LatestTimeMs = latest, Tip = status.Chain.Tip with { TimeMs = latest } } };
        var lines = Lines(StatusText.Of(status, Say));
        Assert.StartsWith(
            "FUTURE   the last block is dated 23 h ahead of this clock; other nodes cannot accept it before ", lines[0], StringComparison.Ordinal);
        Assert.Contains(
            lines, line => line.Contains("last block dated 23 h ahead of this clock", StringComparison.Ordinal));
        var inTime = status with { Chain = status.Chain with { LatestTimeMs = status.Now.Plus(ChainState.TimeAheadMax).Milliseconds } };
        Assert.StartsWith("HEALTHY", Lines(StatusText.Of(inTime, Say))[0], StringComparison.Ordinal);
    }

    [Fact] // rule M1
    public void An_item_dated_ahead_is_named_with_the_time_until_which_it_waits()
    {
        var status = Status(7, Peer("10.0.2.5:6000", 7));
        var ahead = (ItemId.Parse("laptop-001"), status.Now.Plus(TimeSpan.FromMinutes(50)));
        status = status with { Chain = status.Chain with { Ahead = ahead } };
        Assert.StartsWith(
            "WAITS    laptop-001 is dated ahead of this clock, so no block may hold it before ", Lines(StatusText.Of(status, Say))[0],
            StringComparison.Ordinal);
    }

    public static TheoryData<string, DialView[]> Alone => new()
    {
        { "1 address dialled, no answer yet", [new("a:1", null, null)] },
        { "2 addresses dialled, no answer yet", [new("a:1", null, null), new("b:1", null, null)] },
        { "a:1: nobody listens there", [new("a:1", null, "nobody listens there")] },
        {
            "b:1: it refuses this node: no slot; a:1: nobody listens there; and 1 more, peers lists all",
            [
                new("a:1", null, "nobody listens there"),
                new("b:1", null, "it refuses this node: no slot") { Refusal = "no slot" },
                new("c:1", null, "no answer in time"),
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Alone))]
    public void A_node_that_is_alone_says_of_each_address_why_and_of_those_that_refuse_it_first(string why, DialView[] dials) =>
        Assert.Equal(
            $"ALONE    no peer connected: {why}", Lines(StatusText.Of(Status(0) with { Dials = [.. dials] }, Say))[0]);

    [Fact]
    public void A_node_that_refuses_this_one_is_a_problem_though_others_are_in_step()
    {
        DialView refusing = new("b:1", null, "it refuses this node: no slot") { Refusal = "no slot" };
        var status = Status(7, Peer("10.0.2.5:6000")) with { Dials = [new("a:1", null, "nobody listens there"), refusing] };
        Assert.Equal("REFUSED  b:1 refuses this node: no slot: see its settings", Lines(StatusText.Of(status, Say))[0]);
        Assert.Equal(
            "REFUSED  b:1 refuses this node: no slot, and 1 more: see its settings",
            Lines(StatusText.Of(status with { Dials = [refusing, refusing with { Address = "c:1" }] }, Say))[0]);
    }

    [Fact]
    public void Another_node_with_this_node_s_key_comes_before_all_other_problems() => Assert.Equal(
        "TWIN     another node uses this node's key, from 10.0.0.9:6000: stop one of the two, and give it a data directory of its own",
        Lines(StatusText.Of(Status(0) with { Twin = "10.0.0.9:6000" }, Say))[0]);

    [Fact]
    public void A_key_that_was_not_proved_is_shown_as_a_claim() => Assert.Contains(
        "peers    10.0.2.5:6000 out claims 03bbbbbb… 0.9 ms height 7",
        Lines(StatusText.Of(Status(7, Peer("10.0.2.5:6000") with { IsProven = false }), Say)));

    [Fact]
    public void Headers_of_a_better_chain_mean_behind_and_a_claim_is_a_claim()
    {
        var peer = new PeerId(2);
        var status = Status(
            7, Peer("10.0.2.5:6000"), Peer("10.0.3.5:6000", 9, isInStep: false) with { Id = peer });
        status = status with { Claims = [new PeerClaim(peer, ClaimState.Shown) { Blocks = 2 }] };
        Assert.Equal(
            "BEHIND   2 blocks behind 10.0.3.5:6000, in step with 1 of 2 peers: they are being fetched",
            Lines(StatusText.Of(status, Say))[0]);
        status = status with { Claims = [new PeerClaim(peer, ClaimState.Unchecked)] };
        Assert.Equal(
            "CLAIM    10.0.3.5:6000 claims height 9: its headers are not checked yet; in step with 1 of 2 peers",
            Lines(StatusText.Of(status, Say))[0]);
    }

    [Fact]
    public void A_lower_peer_alone_is_no_illness() =>
        Assert.Equal("HEALTHY  in step with 1 of 2 peers",
            Verdict(7, Peer("10.0.2.5:6000"), Peer("10.0.3.5:6000", 6, isInStep: false)));

    [Fact]
    public void Nobody_in_step_means_divided_or_ahead()
    {
        Assert.Equal("DIVIDED  in step with 0 of 1 peer: another block stands at height 7; the next block decides",
            Verdict(7, Peer("10.0.2.5:6000", 7, isInStep: false)));
        Assert.Equal("AHEAD    in step with 0 of 1 peer: by their last word they have less work; if this stays, see their status",
            Verdict(7, Peer("10.0.2.5:6000", 6, isInStep: false)));
    }

    [Fact]
    public void A_plain_peer_is_company_but_no_measure()
    {
        var plain = Plain(0, new PlainView());
        Assert.Equal("HEALTHY  in step with 1 of 1 peer", Verdict(7, Peer("10.0.2.5:6000"), plain));
        Assert.Equal("HEALTHY  1 plain peer connected, which cannot tell whether in step", Verdict(7, plain));
    }

    [Fact]
    public void What_diverged_at_plain_peers_is_a_problem_and_listed_by_peers()
    {
        var plain = Peer("10.0.3.5:6000") with
        {
            IsExtended = false,
            Key = null,
            Plain = new PlainView { Diverged = ["laptop-001 (that peer's clock is 60 s behind)", "van-2 (free here, held there)"] },
        };
        Assert.Equal(
            "DIVERGED 10.0.3.5:6000 diverged: laptop-001 (that peer's clock is 60 s behind), and 1 more: "
            + "peers lists all; agree with its operator",
            Verdict(7, Peer("10.0.2.5:6000"), plain));
        Assert.Equal(
            ["10.0.3.5:6000 diverged: laptop-001 (that peer's clock is 60 s behind)", "10.0.3.5:6000 diverged: van-2 (free here, held there)"],
            Lines(PeersText.Of(new AnswerProtocol.Peers([plain], [], PeerRecord.Empty), Say))[^2..]);
    }

    [Fact]
    public void A_disk_with_little_room_is_told_with_its_figure() => Assert.Equal(
        "DISK     12 MiB are free on the disk with the ledger: make room, a full disk ends the node",
        Lines(StatusText.Of(Status(7, Peer("10.0.2.5:6000")) with { DiskFree = 12 << 20 }, Say))[0]);

    [Fact]
    public void What_waits_and_is_not_mined_is_told_with_the_next_step()
    {
        var status = Status(7, Peer("10.0.2.5:6000"));
        status = status with { Chain = status.Chain with { Waiting = 1, Unmined = TimeSpan.FromMinutes(5) } };
        Assert.Equal(
            "UNMINED  1 transaction waits and no block has come for 5 min: this node should mine, see the log", Lines(StatusText.Of(status, Say))[0]);
        Assert.Equal(
            "UNMINED  1 transaction waits and no block has come for 5 min: see that a node that may mine runs and is connected "
            + "(network.miners, mining.mode)",
            Lines(StatusText.Of(status with { Standing = new(MayRequest: true, MayMine: false, IsSteward: false) }, Say))[0]);
    }

    [Fact]
    public void Plain_peers_with_which_nothing_is_exchanged_are_no_company()
    {
        var plain = Peer("10.0.3.5:6000") with { IsExtended = false, Key = null };
        Assert.Equal(
            "ALONE    no peer shares this ledger: 10.0.3.5:6000 (and 1 more) speaks the original network's protocol, and nothing is "
            + "exchanged with it: connect to a node of this network",
            Verdict(7, plain, plain));
    }

    [Fact]
    public void A_plain_peer_whose_chain_does_not_come_is_told_in_place_of_healthy()
    {
        var plain = Plain(0, new PlainView { Awaited = TimeSpan.FromSeconds(35) });
        Assert.Equal(
            "NOCHAIN  the chain of plain peer 10.0.3.5:6000 has not come for 35 s, so nothing is exchanged: look at that node",
            Verdict(7, Peer("10.0.2.5:6000"), plain));
        Assert.Equal("10.0.3.5:6000 its chain has not come for 35 s", PeerLines(plain)[^1]);
    }

    [Fact]
    public void A_backlog_of_a_plain_peer_is_told_as_a_figure_beside_its_real_height()
    {
        var plain = Plain(2049, new PlainView { BlocksLeft = 2047, Unseen = 1024 });
        Assert.Equal(
            "PUSHING  plain peer 10.0.3.5:6000 at height 2,049 still lacks 2,047 of our blocks, and 1,024 transactions more are on the way: "
            + "wait, 1,024 go out every 30 s",
            Verdict(7, Peer("10.0.2.5:6000"), plain));
        Assert.Equal(
            ["10.0.3.5:6000 lacks 2,047 blocks of ours", "10.0.3.5:6000 was sent 1,024 transactions that its chain has not shown yet"], PeerLines(plain)[^2..]);
    }

    [Fact]
    public void Items_of_a_plain_peer_that_cannot_be_read_are_told()
    {
        var plain = Plain(7, new PlainView { Unreadable = "1 item cannot be read here (\"laptop 7\")" });
        Assert.Equal(
            "UNREAD   of plain peer 10.0.3.5:6000 1 item cannot be read here (\"laptop 7\"): "
            + "use ids of A-Z a-z 0-9 _ - . there, at most 128 characters",
            Verdict(7, Peer("10.0.2.5:6000"), plain));
        Assert.Equal("10.0.3.5:6000 1 item cannot be read here (\"laptop 7\")", PeerLines(plain)[^1]);
    }

    [Fact]
    public void Further_problems_follow_the_most_important_one()
    {
        var plain = Peer("10.0.3.5:6000") with { IsExtended = false, Key = null, Plain = new PlainView { Diverged = ["van-2 (free here, held there)"] } };
        var status = Status(7, Peer("10.0.2.5:6000", 9, isInStep: false), plain) with
        {
            Claims = [new PeerClaim(new PeerId(1), ClaimState.Shown) { Blocks = 2 }],
        };
        var lines = Lines(StatusText.Of(status with { Chain = status.Chain with { Clock = Slow } }, Say));
        Assert.Equal(
            [
                "CLOCK    your clock is 30 min slow by your peers' clocks: set it; until then this node signs nothing",
                "also     2 blocks behind 10.0.2.5:6000, in step with 0 of 1 peer: they are being fetched",
                "also     10.0.3.5:6000 diverged: van-2 (free here, held there): peers lists all; agree with its operator",
            ],
            lines[..3]);
        Assert.StartsWith("node     ", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void A_rewrite_is_told_for_a_day_with_the_items_that_it_took()
    {
        var rewrite = new NewsProtocol.RewriteNews(102, Now, 12, IsDeep: true, []) { Ago = TimeSpan.FromHours(3) };
        var status = Status(7, Peer("10.0.2.5:6000"));
        Assert.Equal(
            "REWRITE  a better chain replaced 102 blocks 3 h ago and took no item from its holder: ask the other sites whether they were offline",
            Lines(StatusText.Of(status with { Rewrites = [rewrite] }, Say))[0]);
        Assert.Equal(
            "REWRITE  1 item was taken from its holder (laptop-001) by a better chain, the last 3 h ago: "
            + "see the present holders (items), and tell the holders",
            Lines(StatusText.Of(status with { Rewrites = [rewrite with { Taken = [Laptop] }] }, Say))[0]);
    }

    [Fact]
    public void A_clock_that_is_a_little_off_ranks_below_a_missing_peer()
    {
        var status = Status(7);
        var lines = Lines(
            StatusText.Of(status with { Chain = status.Chain with { Clock = Slow with { MaySign = true } } }, Say));
        Assert.StartsWith("ALONE    ", lines[0], StringComparison.Ordinal);
        Assert.Equal("also     your clock is 30 min slow by your peers' clocks: set it", lines[1]);
    }

    [Fact]
    public void With_many_peers_it_still_fits_fifteen_lines()
    {
        var status = Status(7, [.. Enumerable.Range(1, 64).Select(static n => Peer($"10.0.2.{n}:6000"))]);
        var lines = Lines(StatusText.Of(status with { Chain = status.Chain with { Clock = Slow } }, Say));
        Assert.Equal(15, lines.Length);
        Assert.Equal("         and 56 more (peers lists all)", lines[^1]);
    }

    [Fact]
    public void A_clock_that_is_off_is_told_with_what_to_do()
    {
        var status = Status(7, Peer("10.0.2.5:6000"));
        var lines = Lines(StatusText.Of(status with { Chain = status.Chain with { Clock = Slow } }, Say));
        Assert.Equal(
            "CLOCK    your clock is 30 min slow by your peers' clocks: set it; until then this node signs nothing",
            lines[0]);
    }

    [Fact]
    public void Blocks_ahead_of_the_clock_are_told()
    {
        var status = Status(7, Peer("10.0.2.5:6000"));
        var lines = Lines(StatusText.Of(status with { Chain = status.Chain with { Parked = 1 } }, Say));
        Assert.EndsWith("2 waiting  1 block ahead of this clock", lines[4], StringComparison.Ordinal);
    }

    private static PeerView Plain(long height, PlainView view) =>
        Peer("10.0.3.5:6000", height) with { IsExtended = false, Key = null, Plain = view };

    private static string[] PeerLines(PeerView peer) =>
        Lines(PeersText.Of(new AnswerProtocol.Peers([peer], [], PeerRecord.Empty), Say));

    private static string Verdict(long height, params PeerView[] peers) =>
        Lines(StatusText.Of(Status(height, peers), Say))[0];

    private static AnswerProtocol.Status Status(long height, params PeerView[] peers) => new(
        Me, "127.0.0.1:6000", new TimeSpan(0, 41, 7), "0.1.0",
        new ChainProtocol.ChainStatus(ChainTip(height), 37, 2, 0), [.. peers], Now);
}
