namespace P2PChain.Core.Pool;

/// <summary>How much of the pool is taken.</summary>
internal readonly record struct PoolUse(int Count, long Bytes)
{
    public bool Fits(int bytes, int countMax, long bytesMax) => Count < countMax && Bytes + bytes <= bytesMax;

    public PoolUse Plus(int count, long bytes) => new(Count + count, Bytes + bytes);
}
