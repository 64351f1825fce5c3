using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Wire;

/// <summary>
/// An extended peer's announcement of itself. All of it is a claim: only a signature proves a key, only headers prove
/// work.
/// </summary>
public sealed record Announcement
{
    /// <summary>Characters of <see cref="Agent"/>.</summary>
    public const int AgentCharsMax = 128;

    /// <summary>Characters of <see cref="You"/>: the longest IPv6 address with scope, brackets and port.</summary>
    public const int YouCharsMax = 64;

    /// <summary>Features one peer may list.</summary>
    public const int FeaturesMax = 32;

    /// <summary>The version of the protocol, 1 or more.</summary>
    public required long Version { get; init; }

    /// <summary>The network's name; may be empty.</summary>
    public required string Network { get; init; }

    /// <summary>Hash of the network's genesis.</summary>
    public required Hash256 Genesis { get; init; }

    /// <summary>The sender's upgrades.</summary>
    public required ForkId Fork { get; init; }

    /// <summary>The sender's key.</summary>
    public required PublicKey Node { get; init; }

    /// <summary>Random for each connection. A node that reads its own nonce has dialled itself.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>The port the sender listens on, 0–65535; 0 = it does not listen.</summary>
    public required int Port { get; init; }

    /// <summary>The sender's software, at most <see cref="AgentCharsMax"/> characters U+0020–U+007E.</summary>
    public required string Agent { get; init; }

    /// <summary>Height of the sender's best block.</summary>
    public required long Height { get; init; }

    /// <summary>Hash of that block.</summary>
    public required Hash256 Tip { get; init; }

    /// <summary>Work of the chain up to it.</summary>
    public required Work Work { get; init; }

    /// <summary>The sender's clock, Unix milliseconds.</summary>
    public required long TimeMs { get; init; }

    /// <summary>
    /// The sender's view of our address, at most <see cref="YouCharsMax"/> characters U+0020–U+007E; not parsed.
    /// </summary>
    public required string You { get; init; }

    /// <summary>
    /// The sender's features beyond the basics, sorted and unique: at most <see cref="FeaturesMax"/> names of 3–32 of
    /// <c>a–z 0–9</c>. A feature is on if both sides list it.
    /// </summary>
    public required ImmutableArray<string> Features { get; init; }
}
