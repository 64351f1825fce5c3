using P2PChain.Core.Json;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>The text that one side of a connection signs to prove the key that it announced.</summary>
/// <param name="DialersLine">SHA-256 of the dialer's announce line as sent, without LF and CR.</param>
/// <param name="AcceptorsLine">SHA-256 of the acceptor's.</param>
/// <param name="Network">The network's genesis hash.</param>
/// <param name="IsDialer">Whether the signer dialled.</param>
/// <remarks>
/// Both lines hold a nonce, so a proof is good for one connection only. No other text that a node key signs has these
/// members. Source: docs/protocol.md, proof of keys.
/// </remarks>
public sealed record ConnectionProof(Hash256 DialersLine, Hash256 AcceptorsLine, Hash256 Network, bool IsDialer)
{
    /// <summary>The kind of the signed text, a member of it.</summary>
    public const string Kind = "connection";

    // Nothing below the messages has an identity yet: the connection is clear text.
    private const string Channel = "";

    /// <summary>The canonical JSON that is signed.</summary>
    public byte[] SigningBytes() => new CanonicalJson()
        .BeginObject()
        .Name("announces").BeginArray().String(DialersLine.ToString()).String(AcceptorsLine.ToString()).EndArray()
        .Member("channel", Channel)
        .Member("kind", Kind)
        .Member("network", Network.ToString())
        .Member("role", IsDialer ? "dialer" : "acceptor")
        .EndObject()
        .ToArray();
}
