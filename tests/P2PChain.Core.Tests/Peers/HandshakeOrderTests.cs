using P2PChain.Core.Peers;
using P2PChain.Core.Tests.Wire;
using P2PChain.Core.Wire;
using static P2PChain.Core.Peers.HandshakeOrder;

namespace P2PChain.Core.Tests.Peers;

/// <summary>docs/protocol.md, proof of keys: who says what when.</summary>
public sealed class HandshakeOrderTests
{
    [Theory]
    [InlineData(false, HandshakeAct.ReadOn)]
    [InlineData(true, HandshakeAct.Introduce)]
    public void Without_proofs_a_list_with_addresses_may_be_the_first_line_of_a_refusal(bool isEmpty, HandshakeAct act)
    {
        var order = new HandshakeOrder(isDialer: true);
        order.OnAnnounce(hasProofs: false);
        var list = new Decoded.Understood(new Message.PeerList(isEmpty ? [] : ["10.0.2.5:6000"]), null);
        Assert.Equal(act, order.OnLine(list));
        if (!isEmpty) Assert.Equal(HandshakeAct.Introduce, order.OnLine(list));
    }

    private static readonly Decoded Prove = Line(new Message.Prove(Samples.Signature));
    private static readonly Decoded PeerList = Line(new Message.PeerList([]));
    private static readonly Decoded Ping = Line(new Message.Ping(null));
    private static readonly Decoded Announce = Line(new Message.PeerAnnounce(Samples.Announcement));
    private static readonly Decoded Unknown = new Decoded.Ignored("something_new");

    [Fact]
    public void A_dialer_proves_first_and_is_welcome_only_after_a_good_proof_and_one_message_more()
    {
        var order = new HandshakeOrder(isDialer: true);
        Assert.Equal(HandshakeAct.Sign, order.OnAnnounce(hasProofs: true));
        Assert.Equal(HandshakeAct.ReadOn, order.OnSigned());
        Assert.Equal(HandshakeAct.Verify, order.OnLine(Prove));
        Assert.False(order.IsProven);
        Assert.Equal(HandshakeAct.ReadOn, order.OnVerified(isGood: true, isOwnKey: false));
        Assert.True(order.IsProven);
        Assert.Equal(HandshakeAct.ReadOn, order.OnLine(Unknown)); // says nothing, so it is no welcome
        Assert.Equal(HandshakeAct.Introduce, order.OnLine(PeerList));
        Assert.Equal(HandshakeAct.Welcome, order.OnAdmitted());
        Assert.Equal(Stage.Done, order.Awaits);
    }

    [Fact]
    public void An_acceptor_announces_and_signs_only_after_it_verified_and_judged()
    {
        var order = new HandshakeOrder(isDialer: false);
        Assert.Equal(HandshakeAct.AnnounceAndReadOn, order.OnAnnounce(hasProofs: true));
        Assert.Equal(HandshakeAct.Verify, order.OnLine(Prove));
        Assert.Equal(HandshakeAct.Introduce, order.OnVerified(isGood: true, isOwnKey: false));
        Assert.Equal(HandshakeAct.Sign, order.OnAdmitted());
        Assert.Equal(HandshakeAct.Welcome, order.OnSigned());
        Assert.Equal((Stage.Done, true), (order.Awaits, order.IsProven));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_wrong_proof_is_the_end(bool isDialer)
    {
        var order = AwaitingProof(isDialer);
        Assert.Equal(HandshakeAct.Verify, order.OnLine(Prove));
        Assert.Equal(HandshakeAct.WrongProof, order.OnVerified(isGood: false, isOwnKey: false));
        Assert.False(order.IsProven);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Before_the_proof_nothing_else_may_be_said(bool isDialer)
    {
        Assert.Equal(HandshakeAct.OutOfOrder, AwaitingProof(isDialer).OnLine(Ping));
        Assert.Equal(HandshakeAct.OutOfOrder, AwaitingProof(isDialer).OnLine(Announce));
        Assert.Equal(HandshakeAct.ReadOn, AwaitingProof(isDialer).OnLine(Unknown));
    }

    [Fact]
    public void An_acceptor_that_is_full_may_name_others_without_a_proof_and_is_not_welcoming_by_that()
    {
        var order = AwaitingProof(isDialer: true);
        Assert.Equal(HandshakeAct.ReadOn, order.OnLine(PeerList));
        Assert.Equal(Stage.Proof, order.Awaits);
        Assert.Equal(HandshakeAct.OutOfOrder, AwaitingProof(isDialer: false).OnLine(PeerList));
    }

    [Fact]
    public void A_second_proof_and_a_second_announce_are_no_welcome()
    {
        foreach (var line in new[] { Prove, Announce })
        {
            var proven = AwaitingProof(isDialer: true);
            proven.OnLine(Prove);
            proven.OnVerified(isGood: true, isOwnKey: false);
            Assert.Equal(HandshakeAct.OutOfOrder, proven.OnLine(line));
            var old = new HandshakeOrder(isDialer: true);
            Assert.Equal(HandshakeAct.ReadOn, old.OnAnnounce(hasProofs: false));
            Assert.Equal(HandshakeAct.OutOfOrder, old.OnLine(line));
        }
    }

    [Fact]
    public void Without_the_feature_on_one_side_it_is_as_it_was()
    {
        var dialer = new HandshakeOrder(isDialer: true);
        Assert.Equal(HandshakeAct.ReadOn, dialer.OnAnnounce(hasProofs: false));
        Assert.Equal(HandshakeAct.Introduce, dialer.OnLine(Ping));
        Assert.Equal(HandshakeAct.Welcome, dialer.OnAdmitted());
        var acceptor = new HandshakeOrder(isDialer: false);
        Assert.Equal(HandshakeAct.Introduce, acceptor.OnAnnounce(hasProofs: false));
        Assert.Equal(HandshakeAct.Welcome, acceptor.OnAdmitted());
        Assert.False(dialer.IsProven || acceptor.IsProven);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_plain_peer_is_judged_at_once(bool isDialer)
    {
        var order = new HandshakeOrder(isDialer);
        Assert.Equal(HandshakeAct.Introduce, order.OnPlain());
        Assert.Equal(HandshakeAct.Welcome, order.OnAdmitted());
    }

    [Fact]
    public void Who_is_refused_gets_no_proof_but_a_twin_does()
    {
        var refused = Judged();
        Assert.Equal(HandshakeAct.Refuse, refused.OnRejected(isTwin: false));
        var twin = Judged();
        Assert.Equal(HandshakeAct.Sign, twin.OnRejected(isTwin: true));
        Assert.Equal(HandshakeAct.Refuse, twin.OnSigned());
    }

    [Fact]
    public void A_dialer_that_meets_its_own_key_proved_waits_for_no_welcome()
    {
        var order = AwaitingProof(isDialer: true);
        order.OnLine(Prove);
        Assert.Equal(HandshakeAct.Introduce, order.OnVerified(isGood: true, isOwnKey: true));
        Assert.Equal(HandshakeAct.Refuse, order.OnRejected(isTwin: true));
    }

    private static HandshakeOrder Judged()
    {
        var order = AwaitingProof(isDialer: false);
        order.OnLine(Prove);
        order.OnVerified(isGood: true, isOwnKey: false);
        return order;
    }

    private static HandshakeOrder AwaitingProof(bool isDialer)
    {
        var order = new HandshakeOrder(isDialer);
        order.OnAnnounce(hasProofs: true);
        if (isDialer) order.OnSigned();
        Assert.Equal(Stage.Proof, order.Awaits);
        return order;
    }

    private static Decoded.Understood Line(Message message) => new(message, null);
}
