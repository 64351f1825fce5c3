namespace P2PChain.Storage.Repair;

/// <summary>A row of a damaged ledger that may hold a block.</summary>
/// <param name="Id">The row's number.</param>
/// <param name="Height">The height in its header, if that is readable.</param>
/// <param name="WasOnBestChain">Its mark.</param>
internal readonly record struct SalvagedRow(long Id, long Height, bool WasOnBestChain);
