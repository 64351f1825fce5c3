using P2PChain.Actors.Console;
using P2PChain.Core.Mining;

namespace P2PChain.Http.Documents;

/// <summary>The key of the node and its rights.</summary>
/// <param name="Key">The key.</param>
/// <param name="MayRequest">Whether it may request and release items.</param>
/// <param name="MayMine">Whether it may mine.</param>
/// <param name="Mines">Whether the node mines.</param>
/// <param name="IsSteward">Whether it may release the items of others.</param>
public sealed record IdentityDocument(KeyDocument Key, bool MayRequest, bool MayMine, bool Mines, bool IsSteward)
    : Document("p2pchain.identity/1")
{
    internal static IdentityDocument Of(AnswerProtocol.Identity identity, IWords words) => new(
        KeyDocument.Of(identity.Key, words),
        identity.Standing.MayRequest,
        identity.Standing.MayMine,
        identity.Standing.MayMine && identity.Mining != MiningMode.Off,
        identity.Standing.IsSteward);
}
