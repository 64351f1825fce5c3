using System.Globalization;

namespace P2PChain.Core.Primitives;

/// <summary>The work of a chain: the sum of its blocks' difficulties, in expected hashes. Most work wins.</summary>
/// <remarks>2^53 blocks of 2^53 each stay below 2^106, so the sum never overflows. Source: docs/rules.md F1.</remarks>
public readonly record struct Work(UInt128 Hashes) : IComparable<Work>
{
    /// <summary>Longest decimal text of a work: the digits of 2^106.</summary>
    public const int TextLengthMax = 32;

    /// <summary>This work and one more block of <paramref name="difficulty"/> expected hashes.</summary>
    public Work Plus(long difficulty) => new(Hashes + (UInt128)difficulty);

    /// <summary>Reads decimal digits without sign, leading zeros or more than 32 digits.</summary>
    public static bool TryParse(string? text, out Work work)
    {
        work = default;
        if (text is not { Length: >= 1 and <= TextLengthMax } || (text[0] == '0' && text.Length > 1)) return false;
        if (!UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hashes)) return false;
        work = new Work(hashes);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(Work other) => Hashes.CompareTo(other.Hashes);

    /// <summary>Decimal digits, as on the wire.</summary>
    public override string ToString() => Hashes.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether the left chain has less work.</summary>
    public static bool operator <(Work left, Work right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left chain has more work.</summary>
    public static bool operator >(Work left, Work right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left chain has no more work than the right one.</summary>
    public static bool operator <=(Work left, Work right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left chain has at least the work of the right one.</summary>
    public static bool operator >=(Work left, Work right) => left.CompareTo(right) >= 0;
}
