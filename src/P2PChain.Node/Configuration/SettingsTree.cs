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

    /// <summary>The keys directly below, in ordinal order.</summary>
    public IEnumerable<SettingsTree> Children => _children.Values;

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
    public SettingsTree? Find(KeyPath key)
    {
        var node = this;
        foreach (var name in key.Segments)
        {
            node = node.Child(name);
            if (node is null)
                return null;
        }

        return node;
    }

    /// <summary>Every node below this one, depth first, in ordinal order.</summary>
    public IEnumerable<SettingsTree> Descendants() =>
        Children.SelectMany(static child => child.Descendants().Prepend(child));

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

        if (assignment.Value is SettingValue.Section)
        {
            node.Setting = null;
            return;
        }

        node._children.Clear();
        node.Setting = assignment;
    }
}
