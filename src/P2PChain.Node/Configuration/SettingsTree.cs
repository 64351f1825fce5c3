namespace P2PChain.Node.Configuration;

/// <summary>Settings by key. A value replaces the values at its key and below; a section replaces a value.</summary>
internal sealed class SettingsTree
{
    private readonly SortedDictionary<string, SettingsTree> _children = new(StringComparer.Ordinal);

    private SettingsTree(KeyPath key) => Key = key;

    /// <summary>The full key of this node.</summary>
    public KeyPath Key { get; }

    /// <summary>The value here; null if this is a section.</summary>
    public Assignment? Setting { get; private set; }

    /// <summary>
    /// Whether this section has free keys, each with one text. reference.conf marks it by leaving it empty.
    /// </summary>
    public bool IsMap => Setting is null && _children.Count == 0;

    /// <summary>Every value here and below, in ordinal order.</summary>
    public IEnumerable<Assignment> Settings => Descendants().Select(static node => node.Setting).OfType<Assignment>();

    /// <summary>A tree of assignments, applied in order: the strongest comes last.</summary>
    public static SettingsTree Of(params IEnumerable<Assignment> weakestFirst)
    {
        var root = new SettingsTree(KeyPath.Root);
        foreach (var assignment in weakestFirst)
            root.Set(assignment);
        return root;
    }

    /// <summary>The node directly below, if there is one.</summary>
    public SettingsTree? Child(string name) => _children.GetValueOrDefault(name);

    /// <summary>The node at a key, if there is one.</summary>
    public SettingsTree? Find(KeyPath key) =>
        key.Segments.Aggregate<string, SettingsTree?>(this, static (node, name) => node?.Child(name));

    /// <summary>This node and every node below it, depth first, in ordinal order.</summary>
    public IEnumerable<SettingsTree> Descendants() =>
        _children.Values.SelectMany(static child => child.Descendants()).Prepend(this);

    private void Set(Assignment assignment)
    {
        var node = this;
        foreach (var name in assignment.Key.Segments)
        {
            node.Setting = null;
            if (!node._children.TryGetValue(name, out var child))
                node._children[name] = child = new SettingsTree(node.Key.Join(KeyPath.Of(name)));
            node = child;
        }

        node.Setting = assignment.Value is null ? null : assignment;
        if (assignment.Value is not null)
            node._children.Clear();
    }
}
