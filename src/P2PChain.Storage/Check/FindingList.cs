using System.Collections.Immutable;
using P2PChain.Core.Storage;

namespace P2PChain.Storage.Check;

/// <summary>The findings of a check. Bounded: the first ones suffice for a file full of noise.</summary>
internal sealed class FindingList
{
    private const int KeptMax = 50;

    private readonly ImmutableArray<string>.Builder _kept = ImmutableArray.CreateBuilder<string>();

    /// <summary>Number of findings.</summary>
    public long Count { get; private set; }

    /// <summary>The first findings.</summary>
    public ImmutableArray<string> Kept => _kept.ToImmutable();

    /// <summary>Adds a finding.</summary>
    public void Add(string table, string key, string what) => Add(Findings.Place(table, key, what));

    /// <summary>Runs a part of a check. Damage that ends it is a finding too.</summary>
    /// <param name="check">Reads, and throws a <see cref="ChainStoreException"/> if it cannot.</param>
    /// <returns>Whether it finished.</returns>
    public bool Try(Action check)
    {
        try
        {
            check();
            return true;
        }
        catch (ChainStoreException error) when (error.Place is { } place)
        {
            Add(place);
            return false;
        }
    }

    private void Add(string place)
    {
        Count++;
        if (_kept.Count < KeptMax && !_kept.Contains(place)) _kept.Add(place);
    }
}
