using System.Text;
using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Peer;

/// <summary>docs/protocol.md, proof of keys, on one connection.</summary>
public sealed class PeerProofTests(ITestOutputHelper output) : PeerStage(output)
{
    private static readonly Announcement Proving = Theirs with { Features = [LocalNode.Auth, LocalNode.Headers] };
    private static readonly Signature Ours = TestKeys.Alice.Sign("ours"u8);
    private static readonly Signature TheirProof = TestKeys.Bob.Sign("theirs"u8);

    [Fact]
    public void A_dialer_proves_its_key_first_and_introduces_the_other_side_after_a_good_proof_and_one_message_more()
    {
        DialUntilProof();
        Say(new Message.Prove(TheirProof));
        Verify.ExpectMsg<VerifyProtocol.VerifyProof>();
        Peer.Tell(new VerifyProtocol.ProofVerified(true));
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50)); // so far it may be a refusal
        Say(new Message.PeerList([]));
        var introduced = Manager.ExpectMsg<PeerProtocol.Introduce>();
        Assert.Equal((Proving.Node, true), (introduced.Key, introduced.IsProven));
        Peer.Tell(new PeerProtocol.Admitted([]));
        Assert.IsType<Message.Ping>(Heard());
        Assert.True(Manager.ExpectMsg<PeerProtocol.Changed>().View.IsProven);
    }

    [Fact]
    public void What_is_signed_names_both_announce_lines_as_they_were_sent()
    {
        Start(isOutbound: true);
        Assert.IsType<Message.PeerAnnounce>(Heard());
        var dialers = LastLine;
        // Not as this software writes it: the members' order, blanks and the line end are the sender's.
        var acceptors = " " + Line(new Message.PeerAnnounce(Proving)).Replace(
            "\"payload\":", " \"x\": 1, \"payload\": ", StringComparison.Ordinal);
        SayText(acceptors + "\r\n");
        var proof = new ConnectionProof(
            Hash(dialers), Hash(acceptors), NetworkParameters.Demo.Genesis().Hash, IsDialer: true);
        Assert.Equal(proof, Signer.ExpectMsg<SignerProtocol.SignConnection>().Proof);
        Peer.Tell(new SignerProtocol.ConnectionSigned(Ours));
        Assert.Equal(new Message.Prove(Ours), Heard());
        Say(new Message.Prove(TheirProof));
        Assert.Equal(
            new VerifyProtocol.VerifyProof(Proving.Node, proof with { IsDialer = false }, TheirProof), Verify.ExpectMsg<VerifyProtocol.VerifyProof>());
    }

    [Fact] // the manager may doubt it between its admission and its welcome
    public void An_acceptor_that_signs_its_own_proof_answers_for_the_other_side()
    {
        AcceptUntilProof();
        Say(new Message.Prove(TheirProof));
        Verify.ExpectMsg<VerifyProtocol.VerifyProof>();
        Peer.Tell(new VerifyProtocol.ProofVerified(true));
        Manager.ExpectMsg<PeerProtocol.Introduce>();
        Peer.Tell(new PeerProtocol.Admitted([]));
        Signer.ExpectMsg<SignerProtocol.SignConnection>();
        Peer.Tell(PeerProtocol.ProveAlive.Instance);
        Manager.ExpectMsg<PeerProtocol.Alive>();
    }

    [Fact]
    public void A_dialer_that_is_refused_after_the_proof_replaces_nobody()
    {
        DialUntilProof();
        Say(new Message.Prove(TheirProof), new Message.Bye("no slot", 0));
        Verify.ExpectMsg<VerifyProtocol.VerifyProof>();
        Peer.Tell(new VerifyProtocol.ProofVerified(true));
        var fault = ExpectClosed(); // and the manager heard of no introduction before
        Assert.Equal(PeerFaultCode.RefusedUs, fault.Code);
    }

    [Fact]
    public void An_acceptor_says_who_it_is_at_once_and_signs_nothing_before_it_verified_and_judged()
    {
        AcceptUntilProof();
        Say(new Message.Prove(TheirProof));
        var asked = Verify.ExpectMsg<VerifyProtocol.VerifyProof>();
        Assert.Equal((Proving.Node, true, TheirProof), (asked.Key, asked.Proof.IsDialer, asked.Signature));
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Peer.Tell(new VerifyProtocol.ProofVerified(true));
        Assert.True(Manager.ExpectMsg<PeerProtocol.Introduce>().IsProven);
        Signer.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Peer.Tell(new PeerProtocol.Admitted(["192.0.2.9:6000"]));
        Assert.Equal(asked.Proof with { IsDialer = false }, Signer.ExpectMsg<SignerProtocol.SignConnection>().Proof);
        Peer.Tell(new SignerProtocol.ConnectionSigned(Ours));
        Assert.Equal(new Message.Prove(Ours), Heard());
        Assert.Equal("192.0.2.9:6000", Assert.Single(Assert.IsType<Message.PeerList>(Heard()).Peers));
        Assert.True(Manager.ExpectMsg<PeerProtocol.Changed>().View.IsProven);
    }

    [Fact]
    public void An_acceptor_that_refuses_proves_nothing()
    {
        Judge(Proving.Node);
        Peer.Tell(new PeerProtocol.Rejected(new PeerFault(PeerFaultCode.Full), ["192.0.2.9:6000"]));
        Assert.IsType<Message.PeerList>(Heard());
        Assert.Equal("no slot", Assert.IsType<Message.Bye>(Heard()).Reason);
        Assert.Equal(PeerFaultCode.Full, ExpectClosed().Code);
        Signer.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_wrong_proof_is_cut_off_without_a_word(bool isOutbound)
    {
        UntilProof(isOutbound);
        Say(new Message.Prove(TheirProof));
        Verify.ExpectMsg<VerifyProtocol.VerifyProof>();
        Peer.Tell(new VerifyProtocol.ProofVerified(false));
        Assert.Equal(PeerFaultCode.WrongProof, ExpectAborted());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_a_proof_it_is_over_after_ten_seconds(bool isOutbound)
    {
        UntilProof(isOutbound);
        AwaitIdle();
        Pass(9.999);
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(0.001);
        Assert.Equal(PeerFaultCode.NoProof, ExpectAborted());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_is_talked_about_before_the_proof(bool isOutbound)
    {
        UntilProof(isOutbound);
        Say(new Message.Ping(null));
        Assert.Equal(PeerFaultCode.ProtocolOrder, ExpectAborted());
    }

    [Fact]
    public void Seven_unknown_lines_are_passed_over_before_the_proof_and_not_eight()
    {
        AcceptUntilProof();
        for (var i = 0; i < 7; i++) SayText("{\"type\": \"something_new\"}\n");
        AwaitIdle();
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        SayText("{\"type\": \"something_new\"}\n");
        Assert.Equal(PeerFaultCode.HandshakeTooLarge, ExpectAborted());
    }

    [Fact]
    public void A_proof_after_the_handshake_is_out_of_order()
    {
        StartReady();
        Say(new Message.Prove(TheirProof));
        Assert.Equal(PeerFaultCode.ProtocolOrder, ExpectAborted());
    }

    [Fact]
    public void A_twin_gets_this_node_s_proof_and_then_goodbye()
    {
        Judge(TestKeys.Alice.PublicKey);
        Peer.Tell(new PeerProtocol.Rejected(new PeerFault(PeerFaultCode.Twin, "192.0.2.7:7000"), []));
        Signer.ExpectMsg<SignerProtocol.SignConnection>();
        Peer.Tell(new SignerProtocol.ConnectionSigned(Ours));
        Assert.Equal(new Message.Prove(Ours), Heard());
        Assert.Equal("another node uses this node's key", Assert.IsType<Message.Bye>(Heard()).Reason);
        Assert.Equal("another node uses this node's key, from 192.0.2.7:7000", ExpectClosed().ToString());
    }

    [Fact]
    public void A_dialer_that_reached_a_twin_knows_it_by_the_proof_and_waits_for_no_welcome()
    {
        Start(isOutbound: true);
        Assert.IsType<Message.PeerAnnounce>(Heard());
        Say(new Message.PeerAnnounce(Proving with { Node = TestKeys.Alice.PublicKey }));
        Manager.ExpectMsg<PeerProtocol.NamesOurKey>();
        Signer.ExpectMsg<SignerProtocol.SignConnection>();
        Peer.Tell(new SignerProtocol.ConnectionSigned(Ours));
        Assert.Equal(new Message.Prove(Ours), Heard());
        Say(new Message.Prove(TheirProof), new Message.Bye("another node uses this node's key", 60));
        Verify.ExpectMsg<VerifyProtocol.VerifyProof>();
        Peer.Tell(new VerifyProtocol.ProofVerified(true));
        Assert.True(Manager.ExpectMsg<PeerProtocol.Introduce>().IsProven);
        Peer.Tell(new PeerProtocol.Rejected(new PeerFault(PeerFaultCode.Twin, "192.0.2.7:50123"), []));
        Assert.IsType<Message.Bye>(Heard());
        Assert.Equal(PeerFaultCode.Twin, ExpectClosed().Code);
    }

    [Fact]
    public void This_node_itself_is_told_so_while_its_proof_is_waited_for()
    {
        Start(isOutbound: false);
        Say(new Message.PeerAnnounce(Proving with { Node = TestKeys.Alice.PublicKey }));
        Assert.Equal(Proving.Nonce, Manager.ExpectMsg<PeerProtocol.NamesOurKey>().Nonce);
        Peer.Tell(new PeerProtocol.Rejected(new PeerFault(PeerFaultCode.Ourselves), []));
        Assert.IsType<Message.PeerAnnounce>(Heard());
        Assert.Equal("this node itself", Assert.IsType<Message.Bye>(Heard()).Reason);
        Assert.Equal(PeerFaultCode.Ourselves, ExpectClosed().Code);
    }

    /// <summary>A dialer has proved it has this key, and the manager judges.</summary>
    private void Judge(PublicKey key)
    {
        Start(isOutbound: false);
        Say(new Message.PeerAnnounce(Proving with { Node = key }), new Message.Prove(TheirProof));
        Assert.IsType<Message.PeerAnnounce>(Heard());
        Verify.ExpectMsg<VerifyProtocol.VerifyProof>();
        Peer.Tell(new VerifyProtocol.ProofVerified(true));
        Manager.FishForMessage(message => message is PeerProtocol.Introduce);
    }

    private void UntilProof(bool isOutbound)
    {
        if (isOutbound) DialUntilProof();
        else AcceptUntilProof();
    }

    private void DialUntilProof()
    {
        Start(isOutbound: true);
        Assert.IsType<Message.PeerAnnounce>(Heard());
        Say(new Message.PeerAnnounce(Proving));
        Signer.ExpectMsg<SignerProtocol.SignConnection>();
        Peer.Tell(new SignerProtocol.ConnectionSigned(Ours));
        Assert.Equal(new Message.Prove(Ours), Heard());
    }

    private void AcceptUntilProof()
    {
        Start(isOutbound: false);
        Say(new Message.PeerAnnounce(Proving));
        var ours = Assert.IsType<Message.PeerAnnounce>(Heard()).Extended!;
        Assert.Equal(["auth", "compact", "headers", "inv", "pool"], ours.Features.AsEnumerable());
    }

    private static string Line(Message message) => Encoding.ASCII.GetString(MessageCodec.Encode(message, null)).TrimEnd(
        '\n');

    private static Hash256 Hash(string line) => Hash256.Of(Encoding.ASCII.GetBytes(line));
}
