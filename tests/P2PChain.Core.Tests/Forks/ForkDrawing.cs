using System.Text;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Forks;

/// <summary>The blocks of a drawn fork, mined.</summary>
internal sealed class ForkDrawing
{
    private readonly Dictionary<string, Block> _blocks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _bad = new(StringComparer.Ordinal);
    private readonly HashSet<string> _misnamed = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    public ForkDrawing(ForkCase fork)
    {
        Builder = new ChainBuilder(ForkWords.Network(fork));
        foreach (var branch in fork.Drawing.Split(',', StringSplitOptions.TrimEntries)) Draw(fork, branch);
        foreach (var left in fork.Carried.Keys.Except(_names)) throw new FormatException($"{fork}: {left} is not drawn");
    }

    /// <summary>The network, and what it makes of blocks.</summary>
    public ChainBuilder Builder { get; }

    /// <summary>The blocks, genesis left out, parents before children.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>A drawn block.</summary>
    public Block this[string name] => name == "g" ? Builder["genesis"] : _blocks[name];

    /// <summary>Whether a block is drawn as breaking a rule by itself.</summary>
    public bool IsBad(string name) => _bad.Contains(name);

    /// <summary>The name of a block; of two copies the first.</summary>
    public string NameOf(Hash256 hash) => hash == this["g"].Hash ? "g" : _names.First(
        name => _blocks[name].Hash == hash);

    /// <summary>A block as its sender writes it.</summary>
    public byte[] Text(string name)
    {
        var text = Encoding.ASCII.GetString(this[name].CanonicalBytes());
        var hash = this[name].Hash.ToString();
        return Encoding.ASCII.GetBytes(
            _misnamed.Contains(name) ? text.Replace(hash, new string('0', 64), StringComparison.Ordinal) : text);
    }

    private void Draw(ForkCase fork, string branch)
    {
        var names = branch.Split('-').SelectMany(ForkCase.Run).ToArray();
        for (var i = 1; i < names.Length; i++)
        {
            var (name, parent) = (names[i].TrimEnd('*'), names[i - 1].TrimEnd('*'));
            var isBad = names[i].EndsWith('*');
            var parts = fork.Carried.GetValueOrDefault(name, []);
            if (isBad) _bad.Add(name);
            if (parts.Contains("hash wrong")) _misnamed.Add(name);
            var block = ForkBlock.Draw(Builder, parent == "g" ? "genesis" : parent, parts, known => this[known]);
            _names.Add(name);
            _blocks.Add(name, block);
            // A copy shares its hash with the block before it, and nothing is drawn on one whose parent is nobody.
            if (!parts.Any(part => part.StartsWith("copy ", StringComparison.Ordinal) || part == "prev nobody")) Builder.Put(name, block);
        }
    }
}
