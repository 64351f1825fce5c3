using System.Globalization;
using System.Text;

namespace P2PChain.Core.Json;

/// <summary>
/// The text of Python's <c>repr</c> of a float: the shortest digits that read back, always with a point or an exponent.
/// </summary>
public static class PythonFloat
{
    // Python leaves positional notation below 1e-4 and from 1e16 on; .NET does so at other places, so the digits are
    // taken from .NET and laid out anew.
    private const int ExponentMin = -4;
    private const int ExponentMax = 16;

    /// <summary>The text of a finite number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is infinite or not a number.</exception>
    /// <remarks>
    /// .NET's shortest digits differ from Python's for a few powers of two outside the range that a transaction's
    /// timestamp allows (docs/rules.md T4).
    /// </remarks>
    public static string Text(double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "Not finite.");
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var (digits, exponent) = DigitsOf(shortest);
        var text = new StringBuilder(24);
        if (double.IsNegative(value)) text.Append('-');
        if (exponent is < ExponentMin or >= ExponentMax)
        {
            text.Append(digits[0]);
            if (digits.Length > 1) text.Append('.').Append(digits, 1, digits.Length - 1);
            text.Append(CultureInfo.InvariantCulture, $"e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }
        else if (exponent < 0)
            text.Append("0.").Append('0', -exponent - 1).Append(digits);
        else if (digits.Length <= exponent + 1)
            text.Append(digits).Append('0', exponent + 1 - digits.Length).Append(".0");
        else
            text.Append(digits, 0, exponent + 1).Append('.').Append(digits, exponent + 1, digits.Length - exponent - 1);
        return text.ToString();
    }

    /// <summary>Significant digits without zeros at either end, and the power of ten of the first.</summary>
    private static (string Digits, int Exponent) DigitsOf(string shortest)
    {
        var text = shortest.TrimStart('-');
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var power = mark < 0
            ? 0
            : int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = mark < 0 ? text : text[..mark];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? mantissa.Length : point;
        var all = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leading = all.Length - all.TrimStart('0').Length;
        var digits = all.Trim('0');
        return digits.Length == 0 ? ("0", 0) : (digits, power + whole - leading - 1);
    }
}
