using System.Collections.Immutable;

namespace P2PChain.Node.Configuration;

/// <summary>The value of a key. Its <c>ToString</c> is HOCON text.</summary>
internal abstract record SettingValue
{
    private SettingValue()
    {
    }

    /// <summary>One value without quotes. It is text until NodeSettings reads it.</summary>
    /// <param name="Text">The value.</param>
    /// <param name="FromOutside">
    /// Whether it came from an environment variable or the command line, where only commas separate a list.
    /// </param>
    public sealed record Single(string Text, bool FromOutside = false) : SettingValue
    {
        /// <inheritdoc/>
        public override string ToString() => HoconWriter.Display(Text);
    }

    /// <summary>A list of values without quotes.</summary>
    public sealed record List(ImmutableArray<string> Items) : SettingValue
    {
        /// <inheritdoc/>
        public override string ToString() => $"[{string.Join(", ", Items.Select(HoconWriter.Quote))}]";
    }
}
