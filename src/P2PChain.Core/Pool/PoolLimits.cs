namespace P2PChain.Core.Pool;

/// <summary>The pool's bounds. Transactions submitted at this node are exempt.</summary>
/// <param name="CountMax">Transactions in all.</param>
/// <param name="BytesMax">Canonical bytes in all.</param>
/// <param name="CountPerPeerMax">Transactions first received by one connection.</param>
/// <param name="BytesPerPeerMax">Canonical bytes first received by one connection.</param>
/// <param name="ReturnedBytesMax">
/// Canonical bytes of transactions returned by abandoned blocks. They take none of the room above.
/// </param>
/// <param name="MarksHereMax">
/// Marks of transactions submitted here that no longer wait (<see cref="OwnMarks"/>).
/// </param>
/// <param name="MarksPlainMax">The same for those first received from plain peers.</param>
public sealed record PoolLimits(
    int CountMax = 20_000,
    long BytesMax = 32L << 20,
    int CountPerPeerMax = 5_000,
    long BytesPerPeerMax = 8L << 20,
    long ReturnedBytesMax = 256L << 20,
    int MarksHereMax = 65_536,
    int MarksPlainMax = 16_384);
