using System.Collections.Immutable;

namespace P2PChain.Http.Documents;

/// <summary>The bans in force, the oldest first.</summary>
/// <param name="Bans">The bans.</param>
public sealed record BansDocument(ImmutableArray<BanRow> Bans) : Document("p2pchain.bans/1");
