using System.Collections.Immutable;
using P2PChain.Actors.Console;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using P2PChain.Node.Screen;
using P2PChain.Testing;
using static P2PChain.Node.Tests.Screen.Views;

namespace P2PChain.Node.Tests.Screen;

/// <summary>Keys with a name of <c>p2pchain.names</c> in answers and news.</summary>
public sealed class NamedKeyTests
{
    private const string Longest = "Customs warehouse, Port of Rotterdam-Wes";

    private static readonly PublicKey Alice = TestKeys.Alice.PublicKey;

    private static readonly Spoken Named = Say with
    {
        Names = new KeyNames(ImmutableDictionary<PublicKey, string>.Empty
            .Add(Me, "Berlin").Add(Other, "Lyon office").Add(Alice, Longest)),
    };

    [Fact]
    public void Items_show_the_name_of_the_holder()
    {
        var items = new AnswerProtocol.Items(true, [Entry("laptop-001", Me), Entry("laptop-002", Other, 12)], Me);
        Assert.Equal(
            [
                "laptop-001\tme (Berlin, 02aaaaaa…)\tblock 1\t12:04",
                "laptop-002\tLyon office (03bbbbbb…)\tblock 12\t12:04",
            ],
            Answer(items));
        Assert.Equal(
            [
                "ITEM        HOLDER                   SINCE     AT",
                "laptop-001  me (Berlin, 02aaaaaa…)   block 1   12:04",
                "laptop-002  Lyon office (03bbbbbb…)  block 12  12:04",
            ],
            OnTerminal(items));
    }

    [Fact]
    public void Items_with_the_longest_name_fit_80_columns()
    {
        var items = new AnswerProtocol.Items(true, [Entry("laptop-001", Alice), Entry("laptop-002", Other, 12)], Me);
        var shown = $"{Longest} ({Alice.Short})";
        Assert.Equal(52, shown.Length);
        Assert.Equal(
            [
                "ITEM        HOLDER                                                SINCE     AT",
                $"laptop-001  {shown}  block 1",
                "    12:04",
                $"laptop-002  {"Lyon office (03bbbbbb…)",-52}  block 12",
                "    12:04",
            ],
            OnTerminal(items));
    }

    [Fact]
    public void Peers_with_names_fit_80_columns()
    {
        var peers = new AnswerProtocol.Peers(
            [
                Peer("127.0.0.1:60001", 81_120) with { Received = 1_300_000, Sent = 30_800 },
                Peer("10.0.2.5:6000") with { Id = new PeerId(2), Key = Alice, IsProven = false, Received = 1_300_000 },
            ],
            [],
            PeerRecord.Empty)
        {
            Named = [new PeerId(1)],
        };
        Assert.Equal(
            [
                "127.0.0.1:60001\tconnected out\theight 81120\t0.9 ms\tLyon office (03bbbbbb…)\tnamed\t1.2 MiB in\t"
                    + "30 KiB out\tP2PChain.Actors/0.1.0",
                $"10.0.2.5:6000\tconnected out\theight 7\t0.9 ms\tclaims {Longest} ({Alice.Short})\tfound\t"
                    + "1.2 MiB in\t0 B out\tP2PChain.Actors/0.1.0",
            ],
            Answer(peers));
        Assert.Equal(
            [
                "ADDRESS          STATE          HEIGHT        RTT     KEY",
                "127.0.0.1:60001  connected out  height 81120  0.9 ms  Lyon office (03bbbbbb…)",
                "    named  1.2 MiB in  30 KiB out  P2PChain.Actors/0.1.0",
                "10.0.2.5:6000    connected out  height 7      0.9 ms",
                $"    claims {Longest} ({Alice.Short})  found",
                "    1.2 MiB in  0 B out  P2PChain.Actors/0.1.0",
            ],
            OnTerminal(peers));
    }

    [Fact]
    public void Items_and_histories_name_the_keys()
    {
        var content = new TransactionContent(Alice, Laptop, TransactionType.Request, Moved, Note: "for Anna");
        var move = new ItemMove(7, content.SignedBy(TestKeys.Alice));
        var id = move.Transaction.TxId.Short(12);
        Assert.Equal(
            [
                "laptop-001: held by Lyon office (03bbbbbb…) since block 7 (12:04); txid 00ab12cd0000",
                $"laptop-001: the request by {Longest} ({Alice.Short}) waits for a block \"for Anna\"; txid {id}",
            ],
            Answer(new AnswerProtocol.ItemView(Laptop, Entry("laptop-001", Other, 7), null, [move.Transaction])));
        Assert.Equal(
            [$"block 7\t12:04\trequested\t{Longest} ({Alice.Short})\tfor Anna\t{id}"],
            Answer(new AnswerProtocol.ItemHistory(Laptop, [move], HasOlder: false)));
    }

    [Fact]
    public void A_refusal_names_the_holder()
    {
        Assert.Equal(
            ["laptop-001: refused: held by Lyon office (03bbbbbb…) since block 1"],
            Answer(new AnswerProtocol.Refused(
                TransactionType.Request, new Refusal(RefusalReason.HeldBy, Laptop, Other, 1, Moved))));
        Assert.Equal(
            ["laptop-001: refused: held by me (Berlin, 02aaaaaa…) since block 4"],
            Answer(new AnswerProtocol.Refused(
                TransactionType.Request, new Refusal(RefusalReason.HeldBy, Laptop, Me, 4, Moved))));
    }

    [Fact]
    public void A_connection_and_the_status_name_the_peer()
    {
        Assert.Equal(
            ["connected to 127.0.0.1:6001 (Lyon office (03bbbbbb…), height 7)"],
            Answer(new AnswerProtocol.Connected(Peer("127.0.0.1:6001"))));
        var status = Answer(new AnswerProtocol.Status(
            Me, "127.0.0.1:6000", TimeSpan.FromSeconds(7), "0.1.0", new ChainProtocol.ChainStatus(ChainTip(7), 0, 0, 0),
            [Peer("10.0.2.5:6000")], Now));
        Assert.Equal("node     me (Berlin, 02aaaaaa…)  0.1.0  up 00:00:07  listens 127.0.0.1:6000", status[1]);
        Assert.Equal("peers    10.0.2.5:6000 out Lyon office (03bbbbbb…) 0.9 ms height 7", status[^1]);
    }

    [Fact]
    public void News_name_the_peer_that_comes_or_goes_and_the_holders()
    {
        var came = new NewsProtocol.PeerNews("10.0.2.5:6000", true, "") { Key = Other };
        Assert.Equal("peer 10.0.2.5:6000, Lyon office (03bbbbbb…), connected", News(came));
        Assert.Equal(
            "peer 10.0.2.5:6000, Lyon office (03bbbbbb…), disconnected: nothing heard of it",
            News(came with { IsConnected = false, Reason = "nothing heard of it" }));
        Assert.Equal("peer 10.0.2.5:6000 connected", News(came with { Key = TestKeys.Bob.PublicKey }));
        Assert.Equal(
            "laptop-001: you held it; Lyon office (03bbbbbb…) released it in block 9",
            News(new NewsProtocol.ReleasedByOtherNews(Laptop, Other, 9)));
    }

    [Fact]
    public void A_ban_of_a_key_shows_its_name_and_its_digits()
    {
        var bans = new AnswerProtocol.Bans([new Ban(BanTarget.Parse(Other.Hex)!, Now, null, "")]);
        Assert.Equal([$"Lyon office ({Other.Hex})\tsince 12:30\tuntil unban\t-"], Answer(bans));
    }

    [Fact]
    public void Whoami_is_one_line_of_name_key_and_rights()
    {
        var me = new AnswerProtocol.Identity(
            Me, new Standing(MayRequest: true, MayMine: false, IsSteward: false), MiningMode.OnDemand);
        var rest = $"key {Me.Hex} · may request: yes · may mine: no (network.miners)";
        Assert.Equal([$"Berlin · {rest}"], Answer(me));
        Assert.Equal([rest], Lines(AnswerText.Of(me, Say)));
        var others = Say with
        {
            Names = new KeyNames(ImmutableDictionary<PublicKey, string>.Empty.Add(Other, "Lyon office")),
        };
        Assert.Equal([$"no name (not in p2pchain.names) · {rest}"], Lines(AnswerText.Of(me, others)));
    }

    private static string[] Answer(AnswerProtocol.IResult result) => Lines(AnswerText.Of(result, Named));

    private static string[] OnTerminal(AnswerProtocol.IResult result)
    {
        var text = ScreenLayout.Text(AnswerText.Of(result, Named), new ScreenStyle(true, false) { Width = 80 });
        var lines = text.TrimEnd('\n').Split('\n');
        Assert.All(lines, static line => Assert.InRange(line.Length, 1, 80));
        return lines;
    }

    private static string News(NewsProtocol.INews news) => Assert.Single(Lines([NewsText.Of(news, Named)]));
}
