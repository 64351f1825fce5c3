using System.Collections.Immutable;
using P2PChain.Core.Storage;

namespace P2PChain.Storage;

/// <summary>What a check finds, bounded: of a file full of noise the first places say enough.</summary>
internal sealed class FindingList
{
    private const int KeptMax = 50;

    private readonly ImmutableArray<string>.Builder _kept = ImmutableArray.CreateBuilder<string>();

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    /// <summary>The first of them.</summary>
    public ImmutableArray<string> Kept => _kept.ToImmutable();

    /// <summary>Adds a place.</summary>
    public void Add(string table, string key, string what) => Add(Findings.Place(table, key, what));

    /// <summary>Does a part of the check; damage that ends it is a finding too.</summary>
    /// <param name="check">Reads, and throws a <see cref="ChainStoreException"/> where it cannot.</param>
    /// <returns>Whether it came to its end.</returns>
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
