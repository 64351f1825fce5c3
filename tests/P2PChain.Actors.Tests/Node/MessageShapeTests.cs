using System.Collections;
using System.Reflection;
using P2PChain.Core.Chain;
using P2PChain.Core.Custody;

namespace P2PChain.Actors.Tests.Node;

/// <summary>Messages carry values: nothing that changes, and no chain, tree or view by reference.</summary>
public sealed class MessageShapeTests
{
    private const BindingFlags AllFields =
        BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly;

    // Each keeps a whole chain, a whole tree or a whole ledger in memory.
    private static readonly Type[] Live =
    [
        typeof(HeaderNode),
        typeof(BestChain),
        typeof(BlockTree),
        typeof(CustodyState),
        typeof(LedgerView),
        typeof(ChainState),
    ];

    [Fact]
    public void No_message_carries_what_changes_or_what_keeps_a_chain_in_memory()
    {
        var messages = Messages().ToList();
        Assert.True(messages.Count > 150, $"{messages.Count} messages");
        var wrong = messages.SelectMany(message => Wrong(message, message.FullName!, [])).Distinct().ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static IEnumerable<Type> Messages()
    {
        var protocols = typeof(P2PNode).Assembly.GetExportedTypes()
            .Where(type => type is { IsAbstract: true, IsSealed: true }
                && type.Name.EndsWith("Protocol", StringComparison.Ordinal))
            .SelectMany(protocol => protocol.GetNestedTypes());
        return protocols.Concat(typeof(ChainEvents).GetNestedTypes()).Where(type => !type.IsInterface);
    }

    private static IEnumerable<string> Wrong(Type type, string path, HashSet<Type> seen)
    {
        if (Live.Contains(type)) return [$"{path} is a {type.Name}"];
        if (IsMutableCollection(type)) return [$"{path} can change: {type.Name}"];
        if (type.IsEnum || typeof(Exception).IsAssignableFrom(type) || !seen.Add(type)) return [];
        var parts = type.IsGenericType ? type.GetGenericArguments().Select(part => (part, path)) : [];
        if (type.Namespace?.StartsWith("P2PChain", StringComparison.Ordinal) == true)
        {
            if (Fields(type).FirstOrDefault(field => !field.IsInitOnly) is { } settable)
                return [$"{path} can change: {Name(settable)}"];
            parts = parts.Concat(Fields(type).Select(field => (field.FieldType, $"{path}.{Name(field)}")));
            parts = parts.Concat(type.GetNestedTypes().Where(nested => nested.IsSubclassOf(type))
                .Select(nested => (nested, $"{path}.{nested.Name}")));
        }
        return parts.SelectMany(part => Wrong(part.Item1, part.Item2, seen));
    }

    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (var at = type; at is not null && at != typeof(object); at = at.BaseType)
            foreach (var field in at.GetFields(AllFields))
                yield return field;
    }

    /// <summary>Bytes are shared and not changed.</summary>
    private static bool IsMutableCollection(Type type) =>
        type != typeof(byte[]) && type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type)
        && type.Namespace != "System.Collections.Immutable"
        && type.Namespace?.StartsWith("P2PChain", StringComparison.Ordinal) != true;

    private static string Name(FieldInfo field) =>
        field.Name.Split('<', '>') is [_, var property, ..] ? property : field.Name;
}
