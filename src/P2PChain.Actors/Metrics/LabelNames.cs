using System.Collections.Frozen;
using System.Text;

namespace P2PChain.Actors.Metrics;

/// <summary>The names of an enumeration as labels: <c>DoesNotRead</c> is <c>does_not_read</c>.</summary>
internal static class LabelNames<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> Names =
        Enum.GetValues<T>().ToFrozenDictionary(static value => value, static value => Snake(value.ToString()));

    public static string Of(T value) => Names[value];

    private static string Snake(string name)
    {
        var label = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && label.Length > 0) label.Append('_');
            label.Append(char.ToLowerInvariant(letter));
        }
        return label.ToString();
    }
}
