using P2PChain.Core.Primitives;

namespace P2PChain.Storage.Repair;

/// <summary>The result of importing a block.</summary>
public abstract record ImportResult
{
    private ImportResult()
    {
    }

    /// <summary>It is kept from now on, on the best chain or beside it.</summary>
    public sealed record Added : ImportResult;

    /// <summary>It was known already.</summary>
    public sealed record Known : ImportResult;

    /// <summary>Its parent is unknown.</summary>
    public sealed record WithoutParent : ImportResult;

    /// <summary>It is another network's first block.</summary>
    /// <param name="Genesis">That block.</param>
    /// <param name="Expected">This network's.</param>
    public sealed record OtherNetwork(Hash256 Genesis, Hash256 Expected) : ImportResult;

    /// <summary>It breaks a rule, or is no block.</summary>
    /// <param name="Reason">The reason, safe to show.</param>
    public sealed record Refused(string Reason) : ImportResult;
}
