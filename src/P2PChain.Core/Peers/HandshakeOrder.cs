using System.Diagnostics;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Peers;

/// <summary>
/// The order of a handshake: which line may come when, and the act of this side. If both sides list
/// <see cref="LocalNode.Auth"/>: announces, the dialer's proof, the acceptor's judgement, the acceptor's proof.
/// An acceptor signs nothing before it has verified. Holds no clock, key or connection.
/// </summary>
/// <param name="isDialer">Whether this side dialled.</param>
/// <remarks>Source: docs/protocol.md, proof of keys.</remarks>
public sealed class HandshakeOrder(bool isDialer)
{
    private bool _isRefused;
    private bool _hasList;

    /// <summary>The steps that a handshake waits for.</summary>
    public enum Stage
    {
        /// <summary>The other side's first line.</summary>
        FirstLine,

        /// <summary>This node's own signature.</summary>
        Signature,

        /// <summary>The other side's <c>prove</c>.</summary>
        Proof,

        /// <summary>The verdict on it.</summary>
        Verification,

        /// <summary>A message that an acceptor sends to a dialer that is not refused.</summary>
        Welcome,

        /// <summary>This node's judgement of the connection.</summary>
        Judgement,

        /// <summary>Nothing: the handshake is done.</summary>
        Done,
    }

    /// <summary>The step that it waits for now.</summary>
    public Stage Awaits { get; private set; } = Stage.FirstLine;

    /// <summary>Whether both sides prove their keys.</summary>
    public bool HasProofs { get; private set; }

    /// <summary>Whether the other side has proved the key that it announced.</summary>
    public bool IsProven { get; private set; }

    /// <summary>The first line was a plain peer's.</summary>
    public HandshakeAct OnPlain()
    {
        Expect(Stage.FirstLine);
        return Next(Stage.Judgement, HandshakeAct.Introduce);
    }

    /// <summary>The first line was an extended peer's announce.</summary>
    /// <param name="hasProofs">Whether both sides list <see cref="LocalNode.Auth"/>.</param>
    public HandshakeAct OnAnnounce(bool hasProofs)
    {
        Expect(Stage.FirstLine);
        HasProofs = hasProofs;
        return (isDialer, hasProofs) switch
        {
            (true, true) => Next(Stage.Signature, HandshakeAct.Sign),
            (true, false) => Next(Stage.Welcome, HandshakeAct.ReadOn),
            (false, true) => Next(Stage.Proof, HandshakeAct.AnnounceAndReadOn),
            (false, false) => Next(Stage.Judgement, HandshakeAct.Introduce),
        };
    }

    /// <summary>A further line came that is neither refused by the decoder nor a <c>bye</c>.</summary>
    public HandshakeAct OnLine(Decoded line)
    {
        if (Awaits is not (Stage.Proof or Stage.Welcome))
            throw new UnreachableException($"A line was read in {Awaits}.");
        return (Awaits, line) switch
        {
            (_, Decoded.Ignored) => HandshakeAct.ReadOn,
            (Stage.Proof, Decoded.Understood { Message: Message.Prove }) =>
                Next(Stage.Verification, HandshakeAct.Verify),
            // An acceptor that is full names other peers before its goodbye, and proves nothing.
            (Stage.Proof, Decoded.Understood { Message: Message.PeerList }) when isDialer => HandshakeAct.ReadOn,
            (Stage.Proof, _) => HandshakeAct.OutOfOrder,
            (_, Decoded.Understood { Message: Message.Prove or Message.PeerAnnounce }) => HandshakeAct.OutOfOrder,
            // Without proofs a full acceptor names other peers here, and its goodbye is the next line.
            (Stage.Welcome, Decoded.Understood { Message: Message.PeerList { Peers.IsEmpty: false } })
                when !HasProofs && !_hasList => OnList(),
            _ => Next(Stage.Judgement, HandshakeAct.Introduce),
        };
    }

    /// <summary>The other side's signature was verified.</summary>
    /// <param name="isGood">Whether it is the announced key's.</param>
    /// <param name="isOwnKey">
    /// Whether that is this node's own key. Then the connection ends, without a wait for the welcome.
    /// </param>
    public HandshakeAct OnVerified(bool isGood, bool isOwnKey)
    {
        Expect(Stage.Verification);
        if (!isGood) return HandshakeAct.WrongProof;
        IsProven = true;
        return isDialer && !isOwnKey
            ? Next(Stage.Welcome, HandshakeAct.ReadOn)
            : Next(Stage.Judgement, HandshakeAct.Introduce);
    }

    /// <summary>The connection may stay.</summary>
    public HandshakeAct OnAdmitted()
    {
        Expect(Stage.Judgement);
        return !isDialer && HasProofs
            ? Next(Stage.Signature, HandshakeAct.Sign)
            : Next(Stage.Done, HandshakeAct.Welcome);
    }

    /// <summary>The connection may not stay.</summary>
    /// <param name="isTwin">
    /// Whether the other side proved this node's own key. It has to learn the same of this node.
    /// </param>
    public HandshakeAct OnRejected(bool isTwin)
    {
        _isRefused = true;
        return isTwin && !isDialer ? Next(Stage.Signature, HandshakeAct.Sign) : HandshakeAct.Refuse;
    }

    /// <summary>This node's signature is made. It is sent, and ends the handshake.</summary>
    public HandshakeAct OnSigned()
    {
        Expect(Stage.Signature);
        if (_isRefused) return HandshakeAct.Refuse;
        return isDialer ? Next(Stage.Proof, HandshakeAct.ReadOn) : Next(Stage.Done, HandshakeAct.Welcome);
    }

    private HandshakeAct OnList()
    {
        _hasList = true;
        return HandshakeAct.ReadOn;
    }

    private HandshakeAct Next(Stage awaits, HandshakeAct act)
    {
        Awaits = awaits;
        return act;
    }

    private void Expect(Stage stage)
    {
        if (Awaits != stage) throw new UnreachableException($"{stage} was expected, and it is {Awaits}.");
    }
}
