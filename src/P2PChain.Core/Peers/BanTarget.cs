using System.Net;
using P2PChain.Core.Crypto;

namespace P2PChain.Core.Peers;

/// <summary>Addresses or a key that a person bans. A key counts only where it is proven.</summary>
public abstract record BanTarget
{
    private BanTarget()
    {
    }

    /// <summary>Reads an address, a range or a whole key; null if the text is none of them.</summary>
    public static BanTarget? Parse(string text) =>
        PublicKey.TryParse(text, out var key) ? new Node(key)
        : AddressRange.Parse(text) is { } range ? new Addresses(range)
        : null;

    /// <summary>Whether it includes an address.</summary>
    public bool Includes(IPAddress address) => this is Addresses(var range) && range.Contains(address);

    /// <summary>Whether it is this key.</summary>
    public bool Includes(PublicKey key) => this is Node(var banned) && banned == key;

    /// <summary>An address or a range.</summary>
    public sealed record Addresses(AddressRange Range) : BanTarget
    {
        /// <inheritdoc/>
        public override string ToString() => Range.ToString();
    }

    /// <summary>The node with a key, at any address.</summary>
    public sealed record Node(PublicKey Key) : BanTarget
    {
        /// <inheritdoc/>
        public override string ToString() => Key.Hex;
    }
}
