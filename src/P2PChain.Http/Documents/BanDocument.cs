using System.Collections.Immutable;

namespace P2PChain.Http.Documents;

/// <summary>A ban was made.</summary>
/// <param name="Ban">The ban.</param>
/// <param name="Disconnected">The peers that were disconnected.</param>
public sealed record BanDocument(BanRow Ban, ImmutableArray<string> Disconnected) : Document("p2pchain.ban/1");
