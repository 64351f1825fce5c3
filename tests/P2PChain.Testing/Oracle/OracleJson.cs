using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace P2PChain.Testing.Oracle;

/// <summary>
/// Canonical JSON: what Python's <c>json.dumps(value, sort_keys=True)</c> prints. A value is a
/// <see cref="SortedDictionary{TKey,TValue}"/> (ordinal), a list, a string, a <see cref="BigInteger"/>, a double or null.
/// </summary>
public static class OracleJson
{
    /// <summary>Reads strict RFC 8259 text: no duplicate members, no lone surrogate, nothing after the value.</summary>
    public static object? Read(string text)
    {
        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            using var document = JsonDocument.Parse(text, options);
            return Tree(document.RootElement);
        }
        // The last two are how System.Text.Json reports a lone surrogate, as an escape and as itself.
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new RuleBrokenException(OracleRule.Form, e.Message);
        }
    }

    public static string Write(object? value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    public static string Sha256(string ascii) => Sha256(Encoding.ASCII.GetBytes(ascii));

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The shortest text that reads back to the same binary64, in Python's style; 0.001 … 2^33 only.</summary>
    public static string NumberText(double value)
    {
        // Outside this range .NET and Python differ: in exponents, and in the digits of a few powers of two.
        if (value is not (>= 0.001 and <= 8_589_934_592.0))
            throw new ArgumentOutOfRangeException(nameof(value), value, "not a timestamp");

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
    }

    private static object? Tree(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new SortedDictionary<string, object?>(
            element.EnumerateObject().ToDictionary(member => member.Name, member => Tree(member.Value)),
            StringComparer.Ordinal),
        JsonValueKind.Array => element.EnumerateArray().Select(Tree).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => Number(element.GetRawText()),
        JsonValueKind.Null => null,
        _ => throw new JsonException("true and false stand nowhere in a block"),
    };

    private static object Number(string text)
    {
        if (text.AsSpan().IndexOfAny('.', 'e', 'E') >= 0)
            return double.Parse(text, CultureInfo.InvariantCulture);

        return BigInteger.Parse(text, CultureInfo.InvariantCulture); // -0 is 0, as in Python
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null: text.Append("null"); break;
            case string words: WriteString(text, words); break;
            case double number: text.Append(NumberText(number)); break;
            case BigInteger integer: text.Append(integer.ToString(CultureInfo.InvariantCulture)); break;
            case SortedDictionary<string, object?> members: WriteObject(text, members); break;
            case IEnumerable<object?> items: WriteList(text, items); break;
            default: throw new ArgumentException($"a {value.GetType()} has no canonical text", nameof(value));
        }
    }

    private static void WriteObject(StringBuilder text, SortedDictionary<string, object?> members)
    {
        var separator = "{";
        foreach (var (name, value) in members)
        {
            text.Append(separator);
            WriteString(text, name);
            text.Append(": ");
            Write(text, value);
            separator = ", ";
        }

        text.Append(members.Count == 0 ? "{}" : "}");
    }

    private static void WriteList(StringBuilder text, IEnumerable<object?> items)
    {
        text.Append('[');
        var separator = "";
        foreach (var item in items)
        {
            text.Append(separator);
            Write(text, item);
            separator = ", ";
        }

        text.Append(']');
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        // UTF-16 units, not scalar values: a character outside the basic plane is written as its two surrogates.
        foreach (var unit in value)
        {
            text.Append(unit switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                >= ' ' and <= '~' => unit.ToString(),
                _ => "\\u" + ((int)unit).ToString("x4", CultureInfo.InvariantCulture),
            });
        }

        text.Append('"');
    }
}
