namespace P2PChain.Core.Pool;

/// <summary>The used part of the pool.</summary>
internal readonly record struct PoolUse(int Count, long Bytes)
{
    public bool Fits(int bytes, int countMax, long bytesMax) => Count < countMax && Bytes + bytes <= bytesMax;

    public PoolUse Plus(int count, long bytes) => new(Count + count, Bytes + bytes);
}
