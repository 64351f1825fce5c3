using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace P2PChain.Core.Primitives;

/// <summary>Lower-case hexadecimal, the only accepted spelling: one value, one text.</summary>
public static class LowerHex
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>Decodes text of exactly twice the length of <paramref name="destination"/>.</summary>
    /// <returns>False if the length differs or a character is not one of <c>0–9 a–f</c>.</returns>
    public static bool TryDecode([NotNullWhen(true)] string? text, Span<byte> destination) =>
        text is not null
        && text.Length == destination.Length * 2
        && text.AsSpan().IndexOfAnyExcept(Digits) < 0
        && Convert.FromHexString(text, destination, out _, out _) == OperationStatus.Done;
}
