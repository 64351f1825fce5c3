using System.Globalization;

namespace P2PChain.Core.Plain;

/// <summary>
/// Items of a plain peer's chain that this node cannot read, because an id or a transaction has another form than ours.
/// </summary>
public sealed class PlainUnreadable
{
    private const int NamesMax = 256;
    private const int ShownMax = 3;

    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private bool _hasNameless;

    /// <summary>A transaction that was left out.</summary>
    /// <param name="item">Its item, safe to show; empty if it is not known.</param>
    public void Add(string item)
    {
        if (item.Length == 0) _hasNameless = true;
        else if (_names.Count < NamesMax) _names.Add(item);
    }

    /// <summary>
    /// A phrase such as <c>4 items cannot be read here ("laptop 7", "a/b", "c d" and 1 more)</c>; null if there is
    /// none.
    /// </summary>
    public string? Phrase
    {
        get
        {
            const string Nameless = "some of its transactions cannot be read here";
            if (_names.Count == 0) return _hasNameless ? Nameless : null;
            var shown = _names.Take(ShownMax).Select(static name => $"\"{name.Replace('"', '\'')}\"");
            var names = string.Join(", ", shown);
            var more = _names.Count > ShownMax
                ? string.Create(CultureInfo.InvariantCulture, $" and {_names.Count - ShownMax} more")
                : "";
            var count = _names.Count == NamesMax ? "at least " : "";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{count}{_names.Count} item{(_names.Count == 1 ? "" : "s")} cannot be read here ({names}{more})");
        }
    }
}
