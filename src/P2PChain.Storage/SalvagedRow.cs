namespace P2PChain.Storage;

/// <summary>A row of a damaged ledger that may hold a block.</summary>
/// <param name="Id">The row's number.</param>
/// <param name="Height">By its header where that can be read.</param>
/// <param name="WasOnBestChain">By its mark.</param>
internal readonly record struct SalvagedRow(long Id, long Height, bool WasOnBestChain);
