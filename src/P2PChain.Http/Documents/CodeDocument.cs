namespace P2PChain.Http.Documents;

/// <summary>A code for one sign-in of a browser.</summary>
/// <param name="Code">The code. It stands behind <c>#</c> in the address of the page.</param>
/// <param name="Seconds">The seconds for which it is good.</param>
public sealed record CodeDocument(string Code, int Seconds) : Document("p2pchain.code/1");
