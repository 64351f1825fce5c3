using P2PChain.Core.Crypto;

namespace P2PChain.Http.Documents;

/// <summary>The key of a site.</summary>
/// <param name="Key">The public key, 66 hex digits.</param>
/// <param name="Name">Its name in <c>p2pchain.names</c>; null if it has none. A name proves nothing.</param>
public sealed record KeyDocument(string Key, string? Name)
{
    internal static KeyDocument Of(PublicKey key, IWords words) => new(key.Hex, words.NameOf(key));

    internal static KeyDocument? OfAny(PublicKey? key, IWords words) => key is null ? null : Of(key, words);
}
