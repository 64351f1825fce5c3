using System.Globalization;
using System.Numerics;
using static P2PChain.Testing.Oracle.RuleBrokenException;

namespace P2PChain.Testing.Oracle;

/// <summary>Takes the members of a JSON object, each with its type and range; refuses any that are left.</summary>
internal sealed class OracleFields
{
    public const long IntegerMax = 9_007_199_254_740_991; // 2^53 − 1: what every language reads exactly

    private readonly string _what;
    private readonly SortedDictionary<string, object?> _left;

    public OracleFields(string what, object? json)
    {
        _what = what;
        Require(json is SortedDictionary<string, object?>, OracleRule.Form, $"a {what} is an object");
        _left = new SortedDictionary<string, object?>((SortedDictionary<string, object?>)json!, StringComparer.Ordinal);
    }

    public bool Has(string name) => _left.ContainsKey(name);

    public string Text(string name)
    {
        var value = Take(name);
        return value as string ?? throw Wrong(name, $"not a string");
    }

    public long Integer(string name, long min, long max)
    {
        var value = Take(name);
        if (value is not BigInteger integer)
            throw Wrong(name, $"not an integer");
        return integer >= min && integer <= max
            ? (long)integer
            : throw Wrong(name, $"{integer} is not in {min} … {max}");
    }

    /// <summary>A binary64 that may be spelt as an integer.</summary>
    public double Number(string name) => Take(name) switch
    {
        double number => number,
        // Through text, because that rounds to the nearest binary64 for certain.
        BigInteger integer => double.Parse(
            integer.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        _ => throw Wrong(name, $"not a number"),
    };

    public string Hash(string name)
    {
        var text = Text(name);
        return text.Length == 64 && text.All(char.IsAsciiHexDigitLower)
            ? text
            : throw Wrong(name, $"not 64 lower-case hex digits");
    }

    public string Key(string name)
    {
        var text = Text(name);
        return OracleSignatures.IsKey(text) ? text : throw Wrong(name, $"not a compressed point of P-256");
    }

    public string Signature(string name)
    {
        var text = Text(name);
        return OracleSignatures.IsSignature(text) ? text : throw Wrong(name, $"not a strict DER signature");
    }

    public List<object?> List(string name) => Take(name) as List<object?> ?? throw Wrong(name, $"not a list");

    public void NothingElse() =>
        Require(_left.Count == 0, OracleRule.Form, $"a {_what} has no {string.Join(", ", _left.Keys)}");

    public RuleBrokenException Wrong(string name, FormattableString why) =>
        new(OracleRule.Form, $"{_what}: {name}: {FormattableString.Invariant(why)}");

    private object? Take(string name)
    {
        Require(_left.Remove(name, out var value), OracleRule.Form, $"a {_what} has {name}");
        return value;
    }
}
