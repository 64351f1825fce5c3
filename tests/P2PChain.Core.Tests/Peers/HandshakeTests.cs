using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Tests.Wire;
using P2PChain.Core.Wire;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Peers;

public sealed class HandshakeTests
{
    private const long TipHeight = 10;

    private static readonly LocalNode Local =
        new(
            TestKeys.Alice.PublicKey,
            "north-1",
            Hash256.Of("genesis"u8),
            new RuleSchedule(NetworkParameters.Demo),
            6000,
            "test");

    private static readonly Announcement Good = Samples.Announcement with { Fork = ForkId.NoUpgrades };

    [Fact]
    public void An_announce_of_our_network_is_one_of_ours() => Assert.Equal(
        new Handshake.Outcome.Extended(Good), Classify(Good));

    [Fact]
    public void Another_network_is_refused() => AssertRefused(
        PeerFaultCode.OtherNetwork, Good with { Network = "south" });

    [Fact]
    public void Another_genesis_is_refused() => AssertRefused(
        PeerFaultCode.OtherGenesis, Good with { Genesis = Hash256.Zero });

    [Fact]
    public void Another_schedule_of_upgrades_is_refused() =>
        AssertRefused(PeerFaultCode.OtherUpgrades, Good with { Fork = ForkId.NoUpgrades with { Next = TipHeight } });

    [Fact] // rule U2
    public void An_upgrade_that_only_one_side_plans_is_no_reason_to_part_before_its_height()
    {
        var planned = Good with { Fork = ForkId.NoUpgrades with { Next = TipHeight + 1 } };
        Assert.Equal(new Handshake.Outcome.Extended(planned), Classify(planned));
    }

    [Fact]
    public void This_node_s_own_key_is_itself_by_its_nonce_a_twin_by_its_proof_and_else_a_claim()
    {
        var own = Good with { Node = TestKeys.Alice.PublicKey };
        Assert.Equal(new Handshake.Outcome.Extended(own), Classify(own)); // the order of the handshake goes on
        Assert.Equal("this node itself", FaultOfOwnKey(isOwnNonce: true, isProven: true));
        Assert.Equal(
            "another node uses this node's key, from 192.0.2.7:6000", FaultOfOwnKey(isOwnNonce: false, isProven: true));
        Assert.Equal(
            "it names this node's key and does not prove it", FaultOfOwnKey(isOwnNonce: false, isProven: false));
    }

    [Fact]
    public void What_is_said_to_the_other_side_is_said_from_where_it_stands()
    {
        Assert.Equal("another node uses this node's key", new PeerFault(PeerFaultCode.Twin, "192.0.2.7:6000").Goodbye);
        var elsewhere = new PeerFault(PeerFaultCode.DuplicateElsewhere, "192.0.2.7:6000");
        Assert.Equal("another node uses this node's key, from 192.0.2.7:6000", elsewhere.Goodbye);
        Assert.Equal("connected already from another address: 192.0.2.7:6000", elsewhere.ToString());
    }

    [Theory]
    [InlineData("""{"type": "peer_announce", "payload": {}}""")]
    [InlineData("""{"type": "ping", "payload": {}}""")]
    [InlineData("""{"type": "request_chain", "payload": {}}""")]
    [InlineData("""{"type": "peer_list", "payload": {"peers": []}}""")]
    [InlineData("""{"type": "something_new", "payload": {}}""")]
    public void Any_other_first_line_is_a_plain_peers(string line) =>
        Assert.IsType<Handshake.Outcome.Plain>(Handshake.Classify(Local, TipHeight, Samples.Decode(line)));

    [Theory]
    [InlineData("GET / HTTP/1.1", PeerFaultCode.NotANode)]
    [InlineData("{}", PeerFaultCode.NotANode)]
    [InlineData("""{"type": "ping", "payload": 7}""", PeerFaultCode.Malformed)]
    public void A_line_that_is_no_message_is_refused_and_counts_as_no_peer_of_ours(string line, PeerFaultCode code)
    {
        var refused = Assert.IsType<Handshake.Outcome.Refused>(
            Handshake.Classify(Local, TipHeight, Samples.Decode(line)));
        Assert.Equal((code, false), (refused.Fault.Code, refused.IsExtended));
    }

    [Fact]
    public void A_foreign_network_name_is_made_safe_to_show()
    {
        var refused = Assert.IsType<Handshake.Outcome.Refused>(
            Classify(Good with { Network = "a\u001b[2J" + new string('x', 100) }));
        Assert.Equal(64, refused.Fault.Detail.Length);
        Assert.DoesNotContain('\u001b', refused.Fault.Detail);
    }

    private static string FaultOfOwnKey(bool isOwnNonce, bool isProven) =>
        Handshake.FaultOfOwnKey(isOwnNonce, isProven, "192.0.2.7:6000").ToString();

    private static Handshake.Outcome Classify(Announcement announcement) =>
        Handshake.Classify(Local, TipHeight, new Decoded.Understood(new Message.PeerAnnounce(announcement), null));

    private static void AssertRefused(PeerFaultCode code, Announcement announcement)
    {
        var refused = Assert.IsType<Handshake.Outcome.Refused>(Classify(announcement));
        Assert.Equal((code, true), (refused.Fault.Code, refused.IsExtended));
    }
}
