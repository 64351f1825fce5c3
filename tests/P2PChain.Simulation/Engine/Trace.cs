using System.Globalization;

namespace P2PChain.Simulation.Engine;

/// <summary>
/// Folds every step into one number: which actor, which message, when. Two runs that agree on it did the same.
/// </summary>
public sealed class Trace(SimCore core)
{
    private readonly Dictionary<string, ulong> _paths = [];
    private readonly Dictionary<Type, ulong> _types = [];
    private Fold _fold = new();
    private string _path = "";
    private object? _message;

    /// <summary>The fold so far.</summary>
    public ulong Hash => _fold.Value;

    /// <summary>Where every step is written for a person; null when nobody looks.</summary>
    public TextWriter? Log { get; set; }

    /// <summary>Hears of every message as it is taken; it must not change what happens.</summary>
    public Action<object>? Taken { get; set; }

    public void Begin(string path)
    {
        (_path, _message) = (path, null);
        _fold.Add(Of(_paths, path, path));
        _fold.Add(core.Elapsed.Ticks);
    }

    /// <summary>The message that the running mailbox took; none when it only obeyed its supervisor.</summary>
    public void Took(object message)
    {
        _message = message;
        Taken?.Invoke(message);
        _fold.Add(Of(_types, message.GetType(), message.GetType().ToString()));
    }

    public void End()
    {
        if (Log is null) return;
        var text = _message?.ToString() ?? "(system)";
        Write($"{_path}  {(text.Length > 200 ? text[..200] : text)}");
    }

    /// <summary>Something of the world's own, which counts as a step does.</summary>
    public void Note(string text)
    {
        _fold.Add(core.Elapsed.Ticks);
        _fold.Add(text);
        Write(text);
    }

    private void Write(string text) =>
        Log?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{core.Elapsed.TotalSeconds,11:0.000000}  {text}"));

    private static ulong Of<TKey>(Dictionary<TKey, ulong> known, TKey key, string text)
        where TKey : notnull
    {
        if (!known.TryGetValue(key, out var fold)) known.Add(key, fold = Fold.Of(text));
        return fold;
    }
}
