using System.Collections.Immutable;
using P2PChain.Actors.Protocols;

namespace P2PChain.Node.Screen;

/// <summary>What a typed line comes to.</summary>
internal abstract record Entry
{
    private Entry()
    {
    }

    /// <summary>Something for the node to do.</summary>
    /// <param name="Command">With the id 0; the screen's actor gives it its own.</param>
    public sealed record Do(ConsoleProtocol.Command Command) : Entry;

    /// <summary>Another line is needed first.</summary>
    /// <param name="Prompt">What to ask.</param>
    /// <param name="Next">What the answer makes of it.</param>
    public sealed record Ask(string Prompt, Func<string, Entry> Next) : Entry;

    /// <summary>Nothing for the node: help, or what is wrong with the line.</summary>
    /// <param name="Lines">What to show.</param>
    /// <param name="IsWrong">Whether the line cannot be understood.</param>
    public sealed record Say(ImmutableArray<ScreenLine> Lines, bool IsWrong = false) : Entry
    {
        /// <summary>What is wrong with the line.</summary>
        public static Say Wrong(string sentence) => new([ScreenLine.Of(sentence, Tone.Notice)], IsWrong: true);
    }

    /// <summary>An empty line.</summary>
    public sealed record Nothing : Entry;

    /// <summary>The session is over.</summary>
    public sealed record Exit : Entry;
}
