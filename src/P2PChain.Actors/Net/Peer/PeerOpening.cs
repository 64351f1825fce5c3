using System.Collections.Immutable;
using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>
/// The handshake of one connection. <see cref="HandshakeOrder"/> decides; this type carries out its decisions.
/// </summary>
internal sealed class PeerOpening(
    PeerContext context,
    ChainProtocol.ChainTip ours,
    PeerState peer,
    PeerReader reader,
    PeerGreeter greeter,
    IActorRef self)
{
    private readonly HeardAddresses _heard = new(context, self);
    private readonly HandshakeOrder _order = new(context.IsOutbound);
    private Decoded? _firstLine;
    private Decoded.Understood? _held;
    private ImmutableArray<string> _others = [];
    private int _spareLines;
    private int _spareBytes;

    /// <summary>The next step of the connection's actor.</summary>
    public enum Step
    {
        /// <summary>Read the next line.</summary>
        ReadOn,

        /// <summary>Read nothing until an answer comes.</summary>
        Wait,

        /// <summary>The handshake is done.</summary>
        Ready,

        /// <summary>Close: the goodbye is sent. <see cref="Fault"/> is the reason.</summary>
        Refuse,

        /// <summary>Abort with <see cref="Fault"/>.</summary>
        Abort,
    }

    public bool HasFirstLine => _firstLine is not null;

    // Whether a bye that comes now ends more than an attempt to connect.
    private bool IsWelcome => IsDone || !context.IsOutbound || !peer.IsExtended;

    /// <summary>Whether both sides prove their keys.</summary>
    public bool HasProofs => _order.HasProofs;

    public bool AwaitsProof => _order.Awaits == HandshakeOrder.Stage.Proof;

    public bool IsDone => _order.Awaits == HandshakeOrder.Stage.Done;

    /// <summary>The reason of the end.</summary>
    public PeerFault? Fault { get; private set; }

    /// <summary>Takes the message that came during the handshake and belongs to the conversation.</summary>
    public Decoded.Understood? TakeHeld()
    {
        var held = _held;
        _held = null;
        return held;
    }

    /// <summary>The fault if the bytes of the first line, which may have no end, are another protocol's.</summary>
    public PeerFault? FindForeign(ReadOnlySpan<byte> line) => HasFirstLine ? null : ForeignProtocol.Find(line);

    /// <summary>
    /// The fault of a <c>bye</c>. If this node dialled itself, its accepting end may notice that before the dialling
    /// end.
    /// </summary>
    public PeerFault FaultOf(Message.Bye bye)
    {
        var fault = PeerFault.OfBye(bye, IsWelcome);
        var ourselves = new PeerFault(PeerFaultCode.Ourselves);
        return peer.Announcement?.Node == context.Local.Key && fault.Detail == ourselves.Goodbye ? ourselves : fault;
    }

    /// <summary>A line of the peer; a <c>bye</c> only if it is the first one.</summary>
    public Step OnLine(Decoded line, int bytes, Moment now)
    {
        if (_firstLine is null) return OnFirstLine(_firstLine = line);
        if (line is Decoded.Refused refused) return AbortIf(peer.Weigh(Handshake.FaultOf(refused), now));
        var act = _order.OnLine(line);
        if (line is Decoded.Understood { Message: Message.PeerList alternatives } && act == HandshakeAct.ReadOn)
            _heard.Learn(alternatives);
        if (act == HandshakeAct.ReadOn) return AbortIf(OnSpare(1, bytes));
        if (act == HandshakeAct.Introduce) _held = line as Decoded.Understood;
        if (act == HandshakeAct.Verify) Verify(((Message.Prove)((Decoded.Understood)line).Message).Signature);
        return Do(act);
    }

    /// <summary>Lines without a meaning in the handshake. A few are ignored.</summary>
    public PeerFault? OnSpare(int lines, int bytes)
    {
        _spareLines += lines;
        _spareBytes += bytes;
        return _spareLines >= Limits.PreHandshakeLinesMax || _spareBytes > Limits.PreHandshakeBytesMax
            ? new PeerFault(PeerFaultCode.HandshakeTooLarge)
            : null;
    }

    /// <summary>The peer's signature was verified.</summary>
    public Step OnVerified(bool isGood)
    {
        peer.IsProven = isGood;
        return Do(_order.OnVerified(isGood, peer.Announcement?.Node == context.Local.Key));
    }

    /// <summary>This node's signature is made.</summary>
    public Step OnSigned(Signature signature)
    {
        greeter.Prove(signature);
        return Do(_order.OnSigned());
    }

    public Step OnAdmitted(ImmutableArray<string> others)
    {
        _others = others;
        return Do(_order.OnAdmitted());
    }

    public Step OnRejected(PeerProtocol.Rejected rejected)
    {
        Fault = rejected.Fault;
        _others = rejected.Others;
        return Do(_order.OnRejected(rejected.Fault.Code == PeerFaultCode.Twin));
    }

    private Step OnFirstLine(Decoded first)
    {
        switch (Handshake.Classify(context.Local, ours.Height, first))
        {
            case Handshake.Outcome.Extended(var theirs): return OnAnnouncement(theirs);
            case Handshake.Outcome.Plain when context.IsLook: return AbortIf(PeerFault.Looked);
            case Handshake.Outcome.Plain:
                _held = first as Decoded.Understood;
                return Do(_order.OnPlain());
            case Handshake.Outcome.Refused({ Goodbye: not null } fault, IsExtended: true): return RefuseNow(fault);
            case Handshake.Outcome.Refused(var fault, _): return AbortIf(fault);
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    private Step OnAnnouncement(Announcement theirs)
    {
        peer.OnAnnouncement(theirs);
        if (context.Ban is { } ban) return RefuseNow(ban);
        var isOurselves = theirs.Node == context.Local.Key;
        var isAhead = HeaderNode.IsAhead(theirs.Work, theirs.Tip, ours.Work, ours.Hash);
        if (context.IsLook && (isOurselves || !isAhead)) return EndLook(isOurselves);
        // The manager is told this first, so that this node itself is not refused as a duplicate.
        if (isOurselves) Tell(new PeerProtocol.NamesOurKey(context.Id, theirs.Nonce));
        return Do(_order.OnAnnounce(context.Local.Shares(LocalNode.Auth, theirs)));
    }

    private Step RefuseNow(PeerFault fault)
    {
        greeter.Refuse(Fault = fault, [], ours);
        return Step.Refuse;
    }

    /// <summary>A node of this network is there. The dial was made only in order to see that.</summary>
    private Step EndLook(bool isOurselves)
    {
        Tell(new DiscoveryProtocol.Looked(context.Id, isOurselves));
        greeter.SayBye(Fault = PeerFault.Looked);
        return Step.Refuse;
    }

    private Step Do(HandshakeAct act)
    {
        switch (act)
        {
            case HandshakeAct.ReadOn: return Step.ReadOn;
            case HandshakeAct.AnnounceAndReadOn: greeter.Announce(ours); return Step.ReadOn;
            case HandshakeAct.Sign: Sign(); return Step.Wait;
            case HandshakeAct.Verify: return Step.Wait;
            case HandshakeAct.Introduce: Introduce(); return Step.Wait;
            case HandshakeAct.Welcome: greeter.Welcome(_others, ours); return Step.Ready;
            case HandshakeAct.Refuse: return Refuse();
            case HandshakeAct.OutOfOrder:
                return AbortIf(new PeerFault(PeerFaultCode.ProtocolOrder, "within the handshake"));
            case HandshakeAct.WrongProof: return AbortIf(new PeerFault(PeerFaultCode.WrongProof));
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Introduce() => Tell(new PeerProtocol.Introduce(context.Id, peer.Announcement?.Node)
    {
        IsProven = peer.IsProven,
        Nonce = peer.Announcement?.Nonce ?? 0,
        Address = peer.Address,
    });

    private Step Refuse()
    {
        if (peer.IsExtended) greeter.Refuse(Fault!, _others, ours);
        return Step.Refuse;
    }

    private void Sign() =>
        context.Refs.Signer.Tell(new SignerProtocol.SignConnection(Proof(context.IsOutbound)), self);

    private void Verify(Signature signature) => context.Refs.Verify.Tell(
        new VerifyProtocol.VerifyProof(peer.Announcement!.Node, Proof(!context.IsOutbound), signature), self);

    /// <summary>The text that a side signs. Both have announced.</summary>
    private ConnectionProof Proof(bool isDialer)
    {
        var (ours, theirs) = (greeter.AnnouncedLine, reader.FirstLine);
        return context.IsOutbound
            ? new ConnectionProof(ours, theirs, context.Local.Genesis, isDialer)
            : new ConnectionProof(theirs, ours, context.Local.Genesis, isDialer);
    }

    private Step AbortIf(PeerFault? fault)
    {
        Fault = fault;
        return fault is null ? Step.ReadOn : Step.Abort;
    }

    private void Tell(object message) => context.Refs.Manager.Tell(message, self);
}
