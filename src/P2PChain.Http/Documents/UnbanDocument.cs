namespace P2PChain.Http.Documents;

/// <summary>A ban was lifted.</summary>
/// <param name="Ban">The ban.</param>
/// <param name="Still">A ban that still includes the address; null if there is none.</param>
public sealed record UnbanDocument(BanRow Ban, BanRow? Still) : Document("p2pchain.unban/1");
